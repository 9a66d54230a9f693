import { describe, expect, test } from '@jest/globals';
import { EverestjsRig, serveMain, type RigSetup, untyped } from './rig.js';

describe('framework.md §26.4 · mod', () => {
  test('is an ordinary object with read-only members', async () => {
    const { mod } = await EverestjsRig.run(serveMain);

    mod.own = 1;

    expect(Object.keys(mod).sort()).toEqual(
      ['config', 'info', 'mqtt', 'own', 'provides', 'telemetry', 'uses', 'uses_list'].sort(),
    );
    expect(() => {
      Object.assign(mod, { provides: {} });
    }).toThrow(TypeError);
    expect(Reflect.deleteProperty(mod, 'info')).toBe(false);
  });

  test('has the same config, info, mqtt and telemetry as the set-up', async () => {
    let setup: RigSetup | undefined;
    const { mod } = await EverestjsRig.run((moduleSetup) => {
      setup = moduleSetup;
    });

    expect(mod.config).toBe(setup?.config);
    expect(mod.info).toBe(setup?.info);
    expect(mod.mqtt).toBe(setup?.mqtt);
    expect(mod.telemetry).toBe(setup?.telemetry);
  });

  test('uses_list is empty for interfaces without commands', async () => {
    const { mod } = await EverestjsRig.run(serveMain);

    expect(mod.uses_list.listener).toEqual([]);
    expect(mod.uses_list.meters).toHaveLength(2);
    expect(Object.keys(mod.uses_list.meters[1]?.call ?? {})).toEqual(['set_limit', 'reset']);
  });

  test('publishes a variable', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);

    mod.provides.main.publish.reading(16.0);
    mod.provides.main.publish.reading(undefined);

    expect(await rig.heardTexts('e/modules/rig/impl/main/var/reading')).toEqual([
      '{"data":{"data":16},"msg_type":"Var"}',
      '{"data":{"data":null},"msg_type":"Var"}',
    ]);
  });

  test('a value without a form in JSON throws where it is published', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);

    expect(() => mod.provides.main.publish.note({ f: () => 1 })).toThrow('a function cannot be written as JSON');
    expect(await rig.heardTexts('e/modules/rig/impl/main/var/note')).toEqual([]);
  });

  test('a call returns the value and throws what the other module answered', async () => {
    const { mod } = await EverestjsRig.run(serveMain, {
      answers: {
        set_limit: (args) => {
          if ((args as { ampere: number }).ampere > 32) throw new Error('too much');
          return true;
        },
        reset: () => null,
      },
    });

    expect(mod.uses_list.meters[1]?.call.set_limit({ ampere: 16 })).toBe(true);
    expect(mod.uses_list.meters[1]?.call.reset()).toBeNull();
    expect(() => mod.uses_list.meters[0]?.call.set_limit({ ampere: 64 })).toThrow(new Error('too much'));
  });

  test('a command that the interface does not have cannot be called', async () => {
    const { mod } = await EverestjsRig.run(serveMain);

    expect(() => untyped(Reflect.get(mod.uses_list.meters[0]?.call ?? {}, 'explode'))()).toThrow(TypeError);
  });

  test('mqtt.publish writes texts below the external prefix, with QoS 2 and without retain', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);

    mod.mqtt.publish('demo/state', 1.5);
    untyped(mod.mqtt.publish)(5, { a: 1 });

    expect(await rig.heardTexts('x/demo/state')).toEqual(['1.5']);
    expect(await rig.heardTexts('x/5')).toEqual(['[object Object]']);
    expect(rig.broker.retained.has('x/demo/state')).toBe(false);
  });

  test('mqtt.subscribe takes wildcards, gives the payload only, and the same topic once', async () => {
    const got: unknown[] = [];
    const { rig, mod } = await EverestjsRig.run(({ mqtt, ...rest }) => {
      serveMain(rest);
      mqtt.subscribe('demo/+/cmd', (...args: unknown[]) => got.push(args));
    });

    await rig.sendText('x/demo/a/cmd', 'go');

    expect(got).toEqual([[mod, 'go']]);
    expect(() => mod.mqtt.subscribe('demo/+/cmd', () => undefined)).toThrow('subscribed already');
  });

  test('telemetry has three or four arguments, and drops other values', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);

    mod.telemetry.publish('live', 'power', { w: 1.5, on: true, text: 'x', list: [1], none: null });
    mod.telemetry.publish('live', 'power', 'kind', { w: 2 });
    untyped(mod.telemetry.publish)('live', { w: 3 });
    untyped(mod.telemetry.publish)('live', 'power', 'kind', { w: 3 }, 'more');

    const timestamp = '2026-01-01T00:00:00.000Z';
    expect(await rig.heard('t/live/7/power')).toEqual([
      { w: 1.5, on: true, text: 'x', timestamp, connector_id: 7, type: 'power' },
      { w: 2, timestamp, connector_id: 7, type: 'kind' },
    ]);
    expect(rig.seen.filter(({ topic }) => topic.startsWith('t/'))).toHaveLength(2);
  });
});

describe('framework.md §17.4 and §18 · EV_VALIDATE_SCHEMA', () => {
  test('a published value that does not match throws and is not sent', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain, { validateSchema: true });

    expect(() => untyped(mod.provides.main.publish.reading)('much')).toThrow('variable main.reading');
    mod.provides.main.publish.reading(5);

    expect(await rig.heardTexts('e/modules/rig/impl/main/var/reading')).toEqual([
      '{"data":{"data":5},"msg_type":"Var"}',
    ]);
  });

  test('a command is refused for arguments, and answered with an error for its result', async () => {
    const { rig } = await EverestjsRig.run(
      ({ setup }) =>
        setup.provides.main.register.set_limit((_mod, { ampere }: { ampere: number }) => (ampere > 1 ? true : 'no')),
      { validateSchema: true },
    );

    await rig.command('set_limit', { ampere: 'x' }, '1');
    await rig.command('set_limit', {}, '2');
    await rig.command('set_limit', { ampere: 1 }, '3');
    await rig.command('set_limit', { ampere: 2, more: 1 }, '4');

    const results = rig.results('set_limit');
    expect(results.map(({ error }) => error?.__everest__error_type)).toEqual([
      'SchemaValidationError',
      'SchemaValidationError',
      'SchemaValidationError',
      undefined,
    ]);
    expect(results[2]?.retval).toBe('no');
    expect(results[3]?.retval).toBe(true);
  });

  test('a variable that does not match is dropped, and passes without validation', async () => {
    const got: unknown[] = [];
    const subscribe = ({ setup }: RigSetup): void =>
      setup.uses_list.meters[0]?.subscribe.reading((_mod, value: unknown) => got.push(value));
    const strict = await EverestjsRig.run(subscribe, { validateSchema: true });
    const lenient = await EverestjsRig.run(subscribe);

    await strict.rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 'strict' });
    await lenient.rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 'lenient' });

    expect(got).toEqual(['lenient']);
  });
});
