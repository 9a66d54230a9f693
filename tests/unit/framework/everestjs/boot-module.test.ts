import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../../support/manager-process.js';
import { settled } from '../../../support/settled.js';
import { EverestjsRig, serveMain, type RigMod } from './rig.js';

const noCommands = { provides: { quiet: { description: 'q', interface: 'var_only', config: {} } } };

describe('framework.md §26.2 · boot_module', () => {
  test('calls the set-up handler in the same turn, with an empty object as this', async () => {
    const rig = await EverestjsRig.open();
    const calls: unknown[] = [];

    void rig.api.boot_module(function (this: unknown, setup: unknown) {
      calls.push(this, typeof setup);
    });

    expect(calls).toEqual([{}, 'object']);
  });

  test('says that the module is ready when the promise of the handler has resolved', async () => {
    let finish: () => void = () => undefined;
    const { rig } = await EverestjsRig.boot(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(rig.on('e/modules/rig/ready')).toEqual([]);

    finish();
    await settled();

    expect(rig.on('e/modules/rig/ready')).toEqual([{ msg_type: 'ModuleReady', data: true }]);
  });

  test('resolves with mod at the global ready', async () => {
    const { rig, ready } = await EverestjsRig.boot(serveMain);
    let mod: RigMod | undefined;
    void ready.then((value) => (mod = value));
    await settled();
    expect(mod).toBeUndefined();

    await rig.send('e/ready', 'GlobalReady', true);

    expect(mod?.info.id).toBe('rig');
  });

  test('a global ready that is repeated is passed over with a warning', async () => {
    const { rig } = await EverestjsRig.run(serveMain);

    await rig.send('e/ready', 'GlobalReady', true);

    expect(rig.coreLog.messages('warn')).toContain('global ready was repeated');
  });

  test.each([
    ['rejects', async () => Promise.reject(new Error('no device'))],
    [
      'throws',
      () => {
        throw new Error('no device');
      },
    ],
  ])('a handler that %s rejects the promise, and the module never says that it is ready', async (_how, handler) => {
    const rig = await EverestjsRig.open();

    await expect(rig.api.boot_module(handler)).rejects.toThrow('no device');

    await settled();
    expect(rig.on('e/modules/rig/ready')).toEqual([]);
  });

  test('a handler that is no function throws', async () => {
    const rig = await EverestjsRig.open();

    expect(() => rig.api.boot_module('handler')).toThrow('has to be a function');
  });

  test('without a handler it throws when there are commands, and ends the connection', async () => {
    const rig = await EverestjsRig.open();

    expect(() => rig.api.boot_module()).toThrow('needs a function');
    expect(rig.abandoned).toBe(true);
  });

  test('without a handler it goes on when there are no commands', async () => {
    const { mod } = await EverestjsRig.run(undefined, { manifest: noCommands });

    expect(mod.info.name).toBe('Rig');
  });

  test('a second call throws', async () => {
    const { rig } = await EverestjsRig.boot(serveMain);

    expect(() => rig.api.boot_module(serveMain)).toThrow('called already');
  });

  test('publishes what the module provides', async () => {
    const { rig } = await EverestjsRig.boot(serveMain);

    expect(rig.on('e/modules/rig/metadata')).toEqual([
      {
        msg_type: 'ConfigurationResponse',
        data: { module: 'Rig', provides: { main: { interface: 'meter' }, quiet: { interface: 'var_only' } } },
      },
    ]);
  });

  test('a logging configuration that is named has to be there', async () => {
    const rig = await EverestjsRig.open();

    expect(() => rig.api.boot_module(serveMain, { logging_config_file: '/nowhere/log.cfg' })).toThrow(
      '/nowhere/log.cfg cannot be read',
    );
  });

  test('a logging configuration decides what is written, and EVEREST_LOG_LEVEL wins over it', async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'log.cfg');
    writeFileSync(file, '[Core]\nFilter="%Severity% >= ERRO"\n');
    const quiet = await EverestjsRig.boot(serveMain, { environment: { EV_LOG_CONF_FILE: file } });
    const loud = await EverestjsRig.boot(serveMain, {
      environment: { EV_LOG_CONF_FILE: file, EVEREST_LOG_LEVEL: 'debug' },
    });
    folder.remove();

    for (const { rig } of [quiet, loud]) {
      rig.api.evlog.debug('d');
      rig.api.evlog.critical('c');
    }

    expect(quiet.rig.lines.map(({ msg }) => msg)).toEqual(['c']);
    expect(loud.rig.lines.map(({ msg }) => msg)).toEqual(['d', 'c']);
  });

  test('evlog writes lines with severity and the id of the module', async () => {
    const { rig } = await EverestjsRig.boot(serveMain);

    rig.api.evlog.warning('hot: ', 90);

    expect(rig.lines).toEqual([{ level: 40, time: rig.clock.now(), module: 'rig', msg: 'hot: 90' }]);
  });
});
