import { afterEach, describe, expect, test } from '@jest/globals';
import type { EnergyNode } from '#generated/modules/EnergyNode';
import type { EnergyFlowRequest, EnforcedLimits, ExternalLimits } from '#generated/types/energy';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import energyNode from '../../../../modules/EnergyNode/index.js';
import { childRequest, from, scheduled } from './requests.js';

let kit: ModuleKit<EnergyNode>;
let own: string;

type Options = NonNullable<Parameters<typeof startModule<EnergyNode>>[2]>;

async function start(options: Options = {}): Promise<void> {
  kit = await startModule('EnergyNode', energyNode, {
    config: { module: { fuse_limit_A: 32 } },
    connections: { energy_consumer: 2, powermeter: 1, price_information: 1 },
    answers: { energy_consumer: { enforce_limits: () => undefined } },
    ...options,
  });
  await kit.settle();
  own = `${published()[0]?.uuid}/module_config`;
}

afterEach(async () => {
  await kit.close();
});

const published = (): readonly EnergyFlowRequest[] => kit.published('energy_grid', 'energy_flow_request');
const latest = (): EnergyFlowRequest | undefined => published().at(-1);

async function fromChild(request: EnergyFlowRequest, index = 0): Promise<void> {
  kit.peer('energy_consumer', index).publish('energy_flow_request', request);
  await kit.settle();
}

const meter = { timestamp: '2026-01-01T00:00:00.000Z', energy_Wh_import: { total: 7 }, frequency_Hz: { L1: 50 } };
const noLimits = { schedule_import: [], schedule_export: [], schedule_setpoints: [] };

describe('row 2: publication', () => {
  test('once at ready, with its own limits in both directions', async () => {
    await start();
    const limits = { ac_max_current_A: from(own, 32), ac_max_phase_count: from(own, 3) };
    const schedule = [{ timestamp: '2026-01-01T00:00:00.000Z', limits_to_root: limits, limits_to_leaves: limits }];

    expect(published()).toEqual([
      {
        uuid: latest()?.uuid,
        node_type: 'Generic',
        children: [],
        schedule_import: schedule,
        schedule_export: schedule,
        schedule_setpoints: [],
      },
    ]);
  });

  test('once for each child, meter and price event', async () => {
    await start();

    await fromChild(childRequest('evse1'));
    expect(published()).toHaveLength(2);
    kit.peer('powermeter').publish('powermeter', meter);
    await kit.settle();
    expect(published()).toHaveLength(3);
    kit.peer('price_information').publish('energy_pricing', {
      schedule_import: [{ timestamp: '2026-01-01T00:00:00.000Z', value: 0.3, currency: 'EUR' }],
      schedule_export: [{ timestamp: '2026-01-01T00:00:00.000Z', value: 0.1, currency: 'EUR' }],
    });
    await kit.settle();

    expect(published()).toHaveLength(4);
    expect(latest()?.energy_usage_root).toEqual(meter);
  });

  test('the first one with other limits from outside asks for a run at once', async () => {
    await start();
    const limits = { ...noLimits, schedule_import: [scheduled({}, { ac_max_current_A: from('ocpp', 8) })] };
    const priorities = (): unknown[] => published().map(({ priority_request: priority }) => priority);

    await kit.call('external_limits', 'set_external_limits', { value: limits });
    await fromChild(childRequest('evse1'));
    await fromChild(childRequest('evse1'));
    await kit.call('external_limits', 'set_external_limits', { value: limits });
    await fromChild(childRequest('evse1'));
    await kit.call('external_limits', 'set_external_limits', { value: noLimits });
    await fromChild(childRequest('evse1'));

    expect(priorities()).toEqual([undefined, true, undefined, undefined, true]);
  });

  test('not on limits from outside, which show with the next event', async () => {
    await start();
    await kit.call('external_limits', 'set_external_limits', {
      value: { ...noLimits, schedule_import: [scheduled({}, { ac_max_current_A: from('ocpp', 8) })] },
    });
    await kit.clock.advance(60_000);
    expect(published()).toHaveLength(1);

    await fromChild(childRequest('evse1'));

    expect(latest()?.schedule_import[0]?.limits_to_leaves).toEqual({ ac_max_current_A: from('ocpp', 8) });
  });

  test('nothing before ready; what arrives by then is in the first request', async () => {
    await start({ ready: false });
    await fromChild(childRequest('evse1'));
    expect(published()).toEqual([]);

    await kit.ready();
    await kit.settle();

    expect(published().map(({ children }) => children.map(({ uuid }) => uuid))).toEqual([['evse1']]);
  });

  test('works without a meter and prices', async () => {
    await start({ connections: { energy_consumer: 1 } });

    expect(published()).toHaveLength(1);
  });
});

describe('row 3: children', () => {
  test('stay in the order of their first arrival, each with its latest request', async () => {
    await start();
    await fromChild(childRequest('evse2'), 1);
    await fromChild(childRequest('evse1'), 0);
    await fromChild(childRequest('evse2', { evse_state: 'Finished' }), 1);

    expect(latest()?.children.map(({ uuid, evse_state }) => [uuid, evse_state])).toEqual([
      ['evse2', 'Finished'],
      ['evse1', 'Charging'],
    ]);
  });

  test('are passed on unchanged, however deep', async () => {
    await start();
    const deep = childRequest('sub', {
      node_type: 'Generic',
      children: [
        childRequest('evse1', {
          priority_request: true,
          optimizer_target: { energy_amount_needed: 20_000, leave_time: '2026-01-01T08:00:00.000Z' },
          energy_usage_leaves: meter,
          schedule_import: [scheduled({ ac_max_current_A: from('evse1', 16) })],
        }),
      ],
    });
    await fromChild(deep);

    expect(latest()?.children).toEqual([deep]);
  });

  test('do not make the node itself urgent', async () => {
    await start();
    await fromChild(childRequest('evse1', { priority_request: true }));

    expect(latest()).not.toHaveProperty('priority_request');
  });
});

test.each([
  [3, 22_080],
  [0, 7360],
])('row 4: capabilities are published once at ready, %i phases give %i W', async (phase_count, total_power_W) => {
  await start({ config: { module: { fuse_limit_A: 32, phase_count } } });
  await fromChild(childRequest('evse1'));

  expect(kit.published('external_limits', 'capabilities')).toEqual([
    { max_current_A: 32, max_phase_count: phase_count, nominal_voltage_V: 230, total_power_W },
  ]);
});

describe('row 5: limits from outside', () => {
  const setpoints = [
    { timestamp: '2026-01-01T00:00:00.000Z', setpoint: { ac_current_A: -8, priority: 1, source: 'ocpp' } },
  ];

  async function set(value: Partial<ExternalLimits>): Promise<EnergyFlowRequest | undefined> {
    await kit.call('external_limits', 'set_external_limits', { value: { ...noLimits, ...value } });
    await fromChild(childRequest('evse1'));
    return latest();
  }

  test('an OCPP limit of 48 A stays on the leaves side, the fuse on the grid side', async () => {
    await start();
    const entry = scheduled({}, { ac_max_current_A: from('ocpp/OCPP_set_external_limits', 48) });
    const request = await set({ schedule_import: [entry] });

    expect(request?.schedule_import).toEqual([
      { ...entry, limits_to_root: { ac_max_current_A: from(own, 32), ac_max_phase_count: from(own, 3) } },
    ]);
  });

  test('each call replaces everything; an empty schedule brings the own limits back', async () => {
    await start();
    const before = latest();
    const entry = scheduled({ ac_max_current_A: from('ocpp', 8) });
    const limited = await set({
      schedule_import: [entry],
      schedule_export: [entry],
      schedule_setpoints: setpoints,
    });
    expect(limited?.schedule_export[0]?.limits_to_root.ac_max_current_A).toEqual(from('ocpp', 8));
    expect(limited?.schedule_setpoints).toEqual(setpoints);

    const released = await set({ schedule_export: [entry] });

    expect(released?.schedule_import).toEqual(before?.schedule_import);
    expect(released?.schedule_export).toEqual(limited?.schedule_export);
    expect(released?.schedule_setpoints).toEqual([]);
  });

  test('power is turned into current where that is configured', async () => {
    await start({ config: { module: { fuse_limit_A: 32, enhance_external_schedule: true } } });
    const request = await set({ schedule_import: [scheduled({ total_power_W: from('ocpp', 7000) })] });

    expect(request?.schedule_import[0]?.limits_to_root.ac_max_current_A?.value).toBeCloseTo(10.145, 3);
  });
});

describe('row 6: grants', () => {
  const grant = (uuid: string): EnforcedLimits => ({
    uuid,
    valid_for: 10,
    limits_root_side: { ac_max_current_A: from('grid', 16), ac_max_phase_count: from('grid', 3) },
    schedule: [{ timestamp: '2026-01-01T00:00:00.000Z', limits_to_root: { ac_max_current_A: from('grid', 16) } }],
  });
  const received = (index: number) => kit.peer('energy_consumer', index).calls('enforce_limits');

  test('go unchanged to all consumers', async () => {
    await start();
    await kit.call('energy_grid', 'enforce_limits', { value: grant('evse1') });

    expect(received(0)).toEqual([{ value: grant('evse1') }]);
    expect(received(1)).toEqual([{ value: grant('evse1') }]);
  });

  test('for the node itself go to nobody', async () => {
    await start();
    await kit.call('energy_grid', 'enforce_limits', { value: grant(latest()?.uuid ?? '') });

    expect(received(0)).toEqual([]);
  });

  test('row 17: a consumer that hangs holds up neither the answer nor the others', async () => {
    await start();
    kit.peer('energy_consumer', 0).answer('enforce_limits', () => new Promise<void>(() => undefined));
    await kit.call('energy_grid', 'enforce_limits', { value: grant('evse1') });
    await kit.call('energy_grid', 'enforce_limits', { value: grant('evse2') });
    await kit.settle();

    expect(received(1).map(({ value }) => value.uuid)).toEqual(['evse1', 'evse2']);
    expect(received(0)).toHaveLength(2);
  });

  test('row 17: a consumer that never answers gets no more than 1000 of them', async () => {
    await start({ connections: { energy_consumer: 1 } });
    kit.peer('energy_consumer').answer('enforce_limits', () => new Promise<void>(() => undefined));
    const calls = Array.from({ length: 1100 }, (_, i) =>
      kit.call('energy_grid', 'enforce_limits', { value: grant(`evse${i}`) }),
    );
    await Promise.all(calls);
    await kit.settle();

    expect(received(0)).toHaveLength(1000);
  });

  test('row 17: a consumer that refuses does no harm', async () => {
    await start();
    kit.peer('energy_consumer', 0).answer('enforce_limits', () => {
      throw new Error('refused');
    });
    await kit.call('energy_grid', 'enforce_limits', { value: grant('evse1') });
    await kit.settle();

    expect(received(1)).toHaveLength(1);
    expect(kit.failure).toBeUndefined();
  });
});
