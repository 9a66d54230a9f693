import { describe, expect, test } from '@jest/globals';
import { ModuleShuttingDown } from '../../../../framework/wire/command-error.js';
import { settled } from '../../../support/settled.js';
import { EverestjsRig, serveMain } from './rig.js';

const reading = (module: string): string => `e/modules/${module}/impl/main/var/reading`;

describe('framework.md §26.5 · the gate', () => {
  test('the next callback starts when the promise of the one before has settled, whatever both are', async () => {
    const story: string[] = [];
    let finish: () => void = () => undefined;
    const { rig } = await EverestjsRig.run(({ setup, mqtt }) => {
      setup.provides.main.register.set_limit(async () => {
        story.push('command begins');
        await new Promise<void>((resolve) => (finish = resolve));
        story.push('command ends');
        return true;
      });
      setup.uses_list.meters[0]?.subscribe.reading(() => story.push('variable'));
      setup.uses_list.meters[0]?.subscribe_error(
        'demo/NoData',
        () => story.push('error'),
        () => undefined,
      );
      mqtt.subscribe('demo', () => story.push('topic'));
    });

    await rig.command('set_limit', { ampere: 1 });
    await rig.send(reading('m1'), 'Var', { data: 1 });
    await rig.error('m1', 'demo/NoData');
    await rig.sendText('x/demo', 't');
    expect(story).toEqual(['command begins']);
    finish();
    await settled();

    expect(story).toEqual(['command begins', 'command ends', 'variable', 'error', 'topic']);
  });

  test('the global ready waits for its turn, too', async () => {
    const story: string[] = [];
    let finish: () => void = () => undefined;
    const { rig, ready } = await EverestjsRig.boot(({ setup }) => {
      setup.uses_list.meters[0]?.subscribe.reading(() => new Promise<void>((resolve) => (finish = resolve)));
    });
    void ready.then(() => story.push('ready'));

    await rig.send(reading('m1'), 'Var', { data: 1 });
    await rig.send('e/ready', 'GlobalReady', true);
    expect(story).toEqual([]);
    finish();
    await settled();

    expect(story).toEqual(['ready']);
  });

  test('commands and variables come before the global ready, with mod', async () => {
    const got: unknown[] = [];
    const { rig } = await EverestjsRig.boot(({ setup }) => {
      setup.provides.main.register.set_limit((mod) => got.push(mod.info.id) > 0);
      setup.uses_list.meters[0]?.subscribe.reading((mod, value) => got.push(mod.info.id, value));
    });

    await rig.command('set_limit', null);
    await rig.send(reading('m1'), 'Var', { data: 5 });

    expect(got).toEqual(['rig', 'rig', 5]);
  });

  test('handlers of external topics get no mod until the global ready', async () => {
    const got: unknown[] = [];
    const { rig, ready } = await EverestjsRig.boot(({ mqtt }) =>
      mqtt.subscribe('demo', (mod, payload: string) => got.push(mod, payload)),
    );

    await rig.sendText('x/demo', 'early');
    await rig.send('e/ready', 'GlobalReady', true);
    await rig.sendText('x/demo', 'late');

    expect(got).toEqual([undefined, 'early', await ready, 'late']);
  });

  test('commands are served during an asynchronous set-up', async () => {
    const { rig } = await EverestjsRig.boot(async (moduleSetup) => {
      serveMain(moduleSetup);
      await new Promise(() => undefined);
    });

    await rig.command('set_limit', { ampere: 1 });

    expect(rig.results('set_limit')).toEqual([{ id: '1', origin: 'rig', retval: true }]);
  });
});

describe('framework.md §26.3 · results of commands', () => {
  test.each([
    ['a value', () => ({ n: 1 }), { n: 1 }],
    ['a promise', async () => 'later', 'later'],
    ['undefined', () => undefined, null],
  ])('%s', async (_what, handler, retval) => {
    const { rig } = await EverestjsRig.run(({ setup }) => setup.provides.main.register.set_limit(handler));

    await rig.command('set_limit', { ampere: 1 });

    expect(rig.results('set_limit')).toEqual([{ id: '1', origin: 'rig', retval }]);
  });

  test('a handler gets mod and the arguments, an empty object where there are none', async () => {
    const got: unknown[] = [];
    const { rig, mod } = await EverestjsRig.run(({ setup }) => {
      setup.provides.main.register.reset((...args: unknown[]) => void got.push(args));
    });

    await rig.command('reset', null, '1');
    await rig.command('reset', { a: 1 }, '2');

    expect(got).toEqual([
      [mod, {}],
      [mod, { a: 1 }],
    ]);
  });
});

describe('framework.md §26.5 · crashes', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('broken'))],
    ['returns what has no form in JSON', () => () => 1],
  ])('a command handler that %s crashes the process, and the command gets no answer', async (_how, handler) => {
    const { rig } = await EverestjsRig.run(({ setup }) => setup.provides.main.register.set_limit(handler));

    await rig.command('set_limit', { ampere: 1 });

    expect(rig.crashes).toHaveLength(1);
    expect(rig.results('set_limit')).toEqual([]);
    expect(rig.lines.at(-1)).toMatchObject({ level: 60, callback: 'command main.set_limit' });
  });

  test.each([
    ['variable', (rig: EverestjsRig) => rig.send(reading('m1'), 'Var', { data: 1 })],
    ['error', (rig: EverestjsRig) => rig.error('m1', 'demo/NoData')],
    ['topic', (rig: EverestjsRig) => rig.sendText('x/demo', 't')],
  ])('a rejecting callback of a %s crashes with its error', async (_what, cause) => {
    const broken = new Error('broken');
    const reject = async (): Promise<void> => Promise.reject(broken);
    const { rig } = await EverestjsRig.run(({ setup, mqtt }) => {
      setup.uses_list.meters[0]?.subscribe.reading(reject);
      setup.uses_list.meters[0]?.subscribe_error('demo/NoData', reject, reject);
      mqtt.subscribe('demo', reject);
    });

    await cause(rig);

    expect(rig.crashes).toEqual([broken]);
  });

  test('a lost broker ends the process with 1, past everything that waits', async () => {
    const { rig } = await EverestjsRig.run(({ setup }) => {
      setup.uses_list.meters[0]?.subscribe.reading(() => new Promise(() => undefined));
    });
    await rig.send(reading('m1'), 'Var', { data: 1 });

    rig.core.fail(new Error('connection to the broker lost'));

    expect(rig.exits).toEqual([1]);
    expect(rig.lines.at(-1)).toMatchObject({ level: 60, reason: 'connection to the broker lost' });
  });
});

describe('framework.md §20 and §26.5 · shutdown', () => {
  test('runs the last handler with mod once, then leaves the broker and keeps the process no longer', async () => {
    const calls: unknown[] = [];
    const { rig, mod } = await EverestjsRig.run((moduleSetup) => {
      serveMain(moduleSetup);
      moduleSetup.on_shutdown(() => calls.push('replaced'));
      moduleSetup.on_shutdown((seen) => {
        calls.push(seen);
        seen.provides.main.publish.reading(0);
      });
    });

    await rig.sendText('e/shutdown', 'true');
    await rig.sendText('e/shutdown', 'anything');

    expect(calls).toEqual([mod]);
    expect(rig.texts(reading('rig'))).toHaveLength(1);
    expect([rig.released, rig.closed, rig.exits]).toEqual([true, true, []]);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('waits for the promise of the handler; commands and variables keep working', async () => {
    let finish: () => void = () => undefined;
    const { rig } = await EverestjsRig.run((moduleSetup) => {
      moduleSetup.on_shutdown(() => new Promise<void>((resolve) => (finish = resolve)));
    });

    await rig.sendText('e/shutdown', 'true');
    expect(rig.released).toBe(false);
    finish();
    await settled();

    expect(rig.released).toBe(true);
  });

  test('a rejecting handler is logged only', async () => {
    const { rig } = await EverestjsRig.run(({ on_shutdown: onShutdown }) =>
      onShutdown(async () => Promise.reject(new Error('stuck'))),
    );

    await rig.sendText('e/shutdown', 'true');

    expect(rig.lines.at(-1)).toMatchObject({ level: 50, msg: 'shutdown handler failed' });
    expect([rig.crashes, rig.released]).toEqual([[], true]);
  });

  test('without a handler there is a warning', async () => {
    const { rig } = await EverestjsRig.run(serveMain);

    await rig.sendText('e/shutdown', 'true');

    expect(rig.lines.at(-1)).toMatchObject({ level: 40, msg: 'module has no shutdown handler' });
    expect(rig.closed).toBe(true);
  });

  test('a callback that the shutdown took a call away from is no crash', async () => {
    let interrupt: (error: Error) => void = () => undefined;
    const { rig } = await EverestjsRig.run(({ setup }) => {
      setup.uses_list.meters[0]?.subscribe.reading(() => new Promise((_resolve, reject) => (interrupt = reject)));
    });
    await rig.send(reading('m1'), 'Var', { data: 1 });

    await rig.sendText('e/shutdown', 'true');
    interrupt(new ModuleShuttingDown('the module is shutting down'));
    await settled();

    expect([rig.crashes, rig.released]).toEqual([[], true]);
  });
});
