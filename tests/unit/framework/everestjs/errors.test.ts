import { describe, expect, test } from '@jest/globals';
import type { ErrorStateMonitor } from '../../../../everestjs/index.js';
import { EverestjsRig, serveMain, untyped } from './rig.js';

const overheat = 'demo/Overheat' as const;
const topic = `e/modules/rig/impl/main/error/${overheat}`;

/** `RaiseError` and `ClearError` with the sub types, as they were published. */
async function published(rig: EverestjsRig): Promise<unknown[]> {
  return (await rig.heard(topic)).map(({ msg_type: type, data }) => [type, data.sub_type, data.state]);
}

describe('framework.md §26.4 · errors of a provided implementation', () => {
  test('create_error makes a plain object in wire form', async () => {
    const { mod } = await EverestjsRig.run(serveMain);

    const error = mod.provides.main.error_factory.create_error(overheat, 'coil', 'at 120 degrees', 'Medium');

    expect(error).toEqual({
      type: overheat,
      sub_type: 'coil',
      message: 'at 120 degrees',
      description: 'Too hot',
      severity: 'Medium',
      origin: { module_id: 'rig', implementation_id: 'main', mapping: { evse: 3, connector: 2 } },
      state: 'Active',
      timestamp: '2026-01-01T00:00:00.000Z',
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      vendor_id: 'everest',
    });
  });

  test('create_error takes 0, 3, 4 or 5 arguments', async () => {
    const { mod } = await EverestjsRig.run(serveMain);
    const create = untyped(mod.provides.main.error_factory.create_error);

    expect(create()).toMatchObject({
      type: 'NotValidType',
      sub_type: '',
      message: 'no message provided',
      severity: 'Low',
    });
    expect(create()).toMatchObject({ description: 'no description provided' });
    expect(create(overheat)).toBeUndefined();
    expect(create(overheat, '')).toBeUndefined();
    expect(create(overheat, '', 'm')).toMatchObject({ message: 'm', severity: 'Low', state: 'Active' });
    expect(create(overheat, '', 'm', 'High', 'ClearedByModule')).toMatchObject({
      severity: 'High',
      state: 'ClearedByModule',
    });
    expect(create(overheat, '', 'm', 'High', 'Active', 1)).toBeUndefined();
  });

  test('a type that no interface declares has no description', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);

    const error = mod.provides.main.error_factory.create_error('demo/Unknown', '', 'm');

    expect(error.description).toBe('No description found');
    expect(rig.lines.map(({ msg }) => msg)).toEqual(['error type has no description']);
  });

  test('raise_error publishes the object as it is, once', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);
    const error = { ...mod.provides.main.error_factory.create_error(overheat, '', 'm'), vendor_id: 'ours' };

    mod.provides.main.raise_error(error);
    mod.provides.main.raise_error(error);

    expect(await rig.heard(topic)).toEqual([{ msg_type: 'RaiseError', data: error }]);
    expect(rig.coreLog.messages('debug')).toEqual(['error is already active']);
  });

  test('an error without all fields throws, an undeclared one is logged', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);
    const { error_factory: factory, raise_error: raise } = mod.provides.main;

    expect(() => untyped(raise)({ type: overheat })).toThrow('all of its fields');
    raise({ ...factory.create_error(overheat, '', 'm'), type: 'demo/Unknown' });

    expect(rig.coreLog.messages('error')).toEqual(['error type is not declared by the interface']);
    expect(await published(rig)).toEqual([]);
  });

  test.each([
    ['(type)', [overheat], ['']],
    ['(type, false)', [overheat, false], ['']],
    ['(type, sub_type)', [overheat, 'a'], ['a']],
    ['(type, true)', [overheat, true], ['', 'a', 'b']],
    ['of an inactive sub type', [overheat, 'c'], []],
  ])('clear_error %s', async (_form, args, cleared) => {
    const { rig, mod } = await EverestjsRig.run(serveMain);
    const { main } = mod.provides;
    for (const sub of ['', 'a', 'b']) main.raise_error(main.error_factory.create_error(overheat, sub, 'm'));

    untyped(main.clear_error)(...args);

    expect((await published(rig)).slice(3)).toEqual(cleared.map((sub) => ['ClearError', sub, 'ClearedByModule']));
  });

  test('clear_error with another number of arguments throws', async () => {
    const { mod } = await EverestjsRig.run(serveMain);

    expect(() => untyped(mod.provides.main.clear_error)()).toThrow('clear_error takes');
    expect(() => untyped(mod.provides.main.clear_error)(overheat, '', '')).toThrow('clear_error takes');
  });

  test('a cleared error keeps identity and time of its raise', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);
    const error = mod.provides.main.error_factory.create_error(overheat, '', 'm');
    mod.provides.main.raise_error(error);
    await rig.clock.advance(5000);

    mod.provides.main.clear_error(overheat);

    expect((await rig.heard(topic))[1]?.data).toEqual({ ...error, state: 'ClearedByModule' });
  });

  test('clear_all_errors_of_impl clears every type', async () => {
    const { rig, mod } = await EverestjsRig.run(serveMain);
    const { main } = mod.provides;
    main.raise_error(main.error_factory.create_error(overheat, 'a', 'm'));
    main.raise_error(main.error_factory.create_error('demo/NoData', '', 'm'));

    main.clear_all_errors_of_impl();

    expect(await published(rig)).toEqual([
      ['RaiseError', 'a', 'Active'],
      ['ClearError', 'a', 'ClearedByModule'],
    ]);
    expect(await rig.heard('e/modules/rig/impl/main/error/demo/NoData')).toHaveLength(2);
  });

  test('the state monitor answers at once', async () => {
    const { mod } = await EverestjsRig.run(serveMain);
    const { main } = mod.provides;
    const monitor = main.error_state_monitor;
    expect(monitor.is_error_active(overheat, '')).toBe(false);

    main.raise_error(main.error_factory.create_error(overheat, '', 'm'));

    expect(monitor.is_error_active(overheat, '')).toBe(true);
    expect(monitor.is_error_active(overheat, 'a')).toBe(false);
    expect(monitor.is_condition_satisfied({ type: overheat, sub_type: '', active: true })).toBe(true);
    expect(
      monitor.is_condition_satisfied([
        { type: overheat, sub_type: '', active: true },
        { type: 'demo/NoData', sub_type: '', active: true },
      ]),
    ).toBe(false);
    expect(() => untyped(monitor.is_condition_satisfied)({ type: overheat })).toThrow('a condition of errors needs');
  });
});

describe('framework.md §26.3 · errors of a requirement', () => {
  test('callbacks get mod and the error, each connection for itself', async () => {
    const got: unknown[] = [];
    const { rig, mod } = await EverestjsRig.run(({ setup }) => {
      setup.uses_list.meters.forEach((meter, index: number) =>
        meter.subscribe_error(
          overheat,
          (seen, error) => got.push(['raised', index, seen, error.uuid]),
          (seen, error) => got.push(['cleared', index, seen, error.state]),
        ),
      );
    });

    await rig.error('m2', overheat);
    await rig.error('m1', overheat);
    await rig.error('m2', overheat, { state: 'ClearedByModule' });

    expect(got).toEqual([
      ['raised', 1, mod, `m2 ${overheat}`],
      ['raised', 0, mod, `m1 ${overheat}`],
      ['cleared', 1, mod, 'ClearedByModule'],
    ]);
  });

  test('subscribe_all_errors hears of every type', async () => {
    const got: unknown[] = [];
    const { rig } = await EverestjsRig.boot(({ setup }) => {
      setup.uses_list.meters[0]?.subscribe_all_errors(
        (_mod, { type }) => got.push(`raised ${type}`),
        (_mod, { type }) => got.push(`cleared ${type}`),
      );
    });

    await rig.error('m1', overheat);
    await rig.error('m1', 'demo/NoData');
    await rig.error('m1', overheat, { state: 'ClearedByModule' });
    await rig.error('m2', 'demo/NoData');

    expect(got).toEqual(['raised demo/Overheat', 'raised demo/NoData', 'cleared demo/Overheat']);
  });

  test('the state monitor of a connection works without a subscription, already in the set-up', async () => {
    let monitor: ErrorStateMonitor | undefined;
    const { rig } = await EverestjsRig.boot(({ setup }) => {
      monitor = setup.uses_list.meters[1]?.error_state_monitor;
      expect(monitor?.is_error_active(overheat, '')).toBe(false);
    });

    await rig.error('m2', overheat);

    expect(monitor?.is_error_active(overheat, '')).toBe(true);
    expect(monitor?.is_condition_satisfied([{ type: overheat, sub_type: '', active: true }])).toBe(true);
  });
});
