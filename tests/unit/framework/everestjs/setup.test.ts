import { describe, expect, test } from '@jest/globals';
import { EverestjsRig, serveMain, type RigSetup, untyped } from './rig.js';

/** What the set-up handler of a module sees. */
async function setupOf(options: Parameters<typeof EverestjsRig.boot>[1] = {}): Promise<RigSetup> {
  let seen: RigSetup | undefined;
  await EverestjsRig.boot((moduleSetup) => {
    seen = moduleSetup;
  }, options);
  if (seen === undefined) throw new Error('the handler was not called');
  return seen;
}

const nothing = (): void => undefined;

describe('framework.md §26.3 · the argument of the set-up handler', () => {
  test('has exactly these members, read-only and enumerable', async () => {
    const moduleSetup = await setupOf();

    expect(Object.keys(moduleSetup).sort()).toEqual(['config', 'info', 'mqtt', 'on_shutdown', 'setup', 'telemetry']);
    expect(() => {
      Object.assign(moduleSetup, { info: {} });
    }).toThrow(TypeError);
  });

  test('info', async () => {
    const { info } = await setupOf();

    expect(info).toEqual({
      name: 'Rig',
      id: 'rig',
      printable_identifier: 'rig:Rig',
      paths: { etc: '/p/etc', libexec: '/p/modules/Rig', share: '/p/share/modules/Rig' },
      telemetry_enabled: true,
    });
  });

  test('telemetry_enabled is the switch of the whole system', async () => {
    const { info } = await setupOf({ telemetryEnabled: false });

    expect(info.telemetry_enabled).toBe(false);
  });

  test('config has null where there are no parameters', async () => {
    const { config } = await setupOf();
    const empty = await setupOf({ parameters: { '!module': [] } });

    expect(config).toEqual({ module: { speed: 3, word: 'x' }, impl: { main: null, quiet: { loud: false } } });
    expect(empty.config).toEqual({ module: null, impl: { main: null, quiet: null } });
  });

  test.each(['mqtt', 'telemetry'])('reading %s throws where the manifest does not enable it', async (name) => {
    const moduleSetup = await setupOf({ manifest: { enable_external_mqtt: false, enable_telemetry: false } });

    expect(() => Reflect.get(moduleSetup, name) as unknown).toThrow(`${name} needs`);
    expect(Object.keys(moduleSetup)).toContain(name);
  });

  test('mqtt and telemetry have these functions', async () => {
    const { mqtt, telemetry } = await setupOf();

    expect(Object.keys(mqtt)).toEqual(['publish', 'subscribe']);
    expect(Object.keys(telemetry)).toEqual(['publish']);
  });

  test('provides has only implementations with commands', async () => {
    const { setup } = await setupOf();

    expect(Object.keys(setup.provides)).toEqual(['main']);
    expect(Object.keys(setup.provides.main.register)).toEqual(['set_limit', 'reset']);
  });

  test('a second registration of a command throws, and so does what is no function', async () => {
    const { setup } = await setupOf();
    setup.provides.main.register.reset(nothing);

    expect(() => setup.provides.main.register.reset(nothing)).toThrow('has a handler already');
    expect(() => untyped(setup.provides.main.register.set_limit)(true)).toThrow('has to be a function');
  });

  test('uses_list has one object for each connection of each requirement', async () => {
    const { setup } = await setupOf();

    expect(Object.fromEntries(Object.entries(setup.uses_list).map(([id, slots]) => [id, slots.length]))).toEqual({
      meters: 2,
      single: 1,
      listener: 1,
      nobody: 0,
      commander: 1,
    });
    expect(setup.uses_list.meters[0]).not.toBe(setup.uses_list.meters[1]);
    expect(Array.isArray(setup.uses_list.meters)).toBe(true);
  });

  test('subscribe is absent where the interface has no variables', async () => {
    const { setup } = await setupOf();

    expect(Object.keys(setup.uses_list.commander[0] ?? {})).toEqual([
      'subscribe_error',
      'subscribe_all_errors',
      'error_state_monitor',
    ]);
    expect(Object.keys(setup.uses_list.listener[0]?.subscribe ?? {})).toEqual(['level']);
  });

  test('uses_list and uses are absent where the module requires nothing', async () => {
    const { setup } = await setupOf({ manifest: { requires: {} }, connections: {} });

    expect(Object.keys(setup)).toEqual(['provides']);
  });

  test('a second subscription of a variable of the same connection throws, of another one does not', async () => {
    const { setup } = await setupOf();
    setup.uses_list.meters[0]?.subscribe.reading(nothing);
    setup.uses_list.meters[1]?.subscribe.reading(nothing);

    expect(() => setup.uses_list.meters[0]?.subscribe.reading(nothing)).toThrow(
      'meters[0].reading has a handler already',
    );
  });

  test('subscribe_error throws at the same connection and type, and after subscribe_all_errors', async () => {
    const { setup } = await setupOf();
    const other = await setupOf();
    setup.uses_list.meters[0]?.subscribe_error('demo/NoData', nothing, nothing);
    setup.uses_list.meters[1]?.subscribe_error('demo/NoData', nothing, nothing);
    other.setup.uses_list.meters[0]?.subscribe_all_errors(nothing, nothing);

    expect(() => setup.uses_list.meters[0]?.subscribe_error('demo/NoData', nothing, nothing)).toThrow('already');
    expect(() => other.setup.uses_list.single[0]?.subscribe_error('demo/NoData', nothing, nothing)).toThrow(
      'after subscribe_all_errors',
    );
  });

  test('subscribe_all_errors is possible once in a process, and not after subscribe_error', async () => {
    const { setup } = await setupOf();
    const other = await setupOf();
    setup.uses_list.meters[0]?.subscribe_all_errors(nothing, nothing);
    other.setup.uses_list.single[0]?.subscribe_error('demo/NoData', nothing, nothing);

    expect(() => setup.uses_list.single[0]?.subscribe_all_errors(nothing, nothing)).toThrow('once');
    expect(() => other.setup.uses_list.meters[0]?.subscribe_all_errors(nothing, nothing)).toThrow('not possible');
  });

  test('handlers of errors have to be functions', async () => {
    const { setup } = await setupOf();

    expect(() => untyped(setup.uses_list.meters[0]?.subscribe_error)('demo/NoData', nothing)).toThrow(
      'has to be a function',
    );
  });

  test('a type that the interface does not declare is logged and otherwise ignored', async () => {
    const { rig } = await EverestjsRig.boot(({ setup }) =>
      untyped(setup.uses_list.meters[0]?.subscribe_error)('demo/Unknown', nothing, nothing),
    );

    expect(rig.coreLog.messages('error')).toEqual(['error type is not declared by the interface']);
    expect(rig.crashes).toEqual([]);
  });

  test('on_shutdown takes functions only', async () => {
    const { on_shutdown: onShutdown } = await setupOf();

    expect(() => untyped(onShutdown)(undefined)).toThrow('has to be a function');
  });
});

describe('framework.md §26.3 · older releases', () => {
  test('uses has the connection of each requirement that has exactly one', async () => {
    const { setup } = await setupOf();

    expect(Object.keys(setup.uses)).toEqual(['single', 'listener']);
    expect(setup.uses.single).toBe(setup.uses_list.single[0]);
  });

  test('mod.uses calls the one connection', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain, { answers: { set_limit: () => true } });

    expect(mod.uses.single.call.set_limit({ ampere: 6 })).toBe(true);
    expect(mod.uses.single).toBe(mod.uses_list.single[0]);
    expect(rig.asked.at(-1)).toEqual({
      op: 'call',
      slot: { requirement: 'single', index: 0 },
      command: 'set_limit',
      text: '{"ampere":6}',
    });
  });

  test('subscribe_error has a function for each declared type', async () => {
    const errors: unknown[] = [];
    const { rig } = await EverestjsRig.boot(({ setup }) => {
      setup.uses.single.subscribe_error.demo_Overheat(
        (_mod, error) => errors.push(['raised', error.type]),
        (_mod, error) => errors.push(['cleared', error.type]),
      );
    });

    await rig.error('m3', 'demo/Overheat');
    await rig.error('m3', 'demo/NoData');
    await rig.error('m3', 'demo/Overheat', { state: 'ClearedByModule' });

    expect(errors).toEqual([
      ['raised', 'demo/Overheat'],
      ['cleared', 'demo/Overheat'],
    ]);
  });

  test('subscribe_error of both forms counts as the same subscription', async () => {
    const { setup } = await setupOf();
    setup.uses.single.subscribe_error('demo/Overheat', nothing, nothing);

    expect(() => setup.uses.single.subscribe_error.demo_Overheat(nothing, nothing)).toThrow('already');
  });
});
