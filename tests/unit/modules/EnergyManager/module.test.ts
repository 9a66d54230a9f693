import { afterEach, describe, expect, test } from '@jest/globals';
import type { EnergyManager } from '#generated/modules/EnergyManager';
import type { EnergyFlowRequest } from '#generated/types/energy';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import energyManager from '../../../../modules/EnergyManager/index.js';
import { evse, node } from './tree.js';

let kit: ModuleKit<EnergyManager>;

type Options = Parameters<typeof startModule<EnergyManager>>[2];

async function start(options: Options = {}): Promise<void> {
  kit = await startModule('EnergyManager', energyManager, {
    answers: { energy_trunk: { enforce_limits: () => undefined } },
    ...options,
  });
  await kit.settle();
}

afterEach(async () => {
  await kit.close();
});

const trunk = () => kit.peer('energy_trunk');
const grants = () => trunk().calls('enforce_limits');
const uuids = () => grants().map(({ value }) => value.uuid);

async function request(value: EnergyFlowRequest): Promise<void> {
  trunk().publish('energy_flow_request', value);
  await kit.settle();
}

const two = (priority_request = false) =>
  node('grid', 40, [node('cb1', 32, [evse('evse1', 32, { priority_request })]), evse('evse2', 32)]);

describe('row 7: when a run takes place', () => {
  test('at ready, without any result while there is no tree', async () => {
    await start();

    expect(grants()).toEqual([]);
  });

  test('with the tree known before ready, at once', async () => {
    await start({ ready: false });
    await request(two());
    await kit.ready();
    await kit.settle();

    expect(uuids()).toEqual(['evse1', 'evse2']);
  });

  test('every update_interval, with one grant for each EVSE, depth first', async () => {
    await start();
    await request(two());
    expect(grants()).toEqual([]);

    await kit.clock.advance(1000);
    expect(uuids()).toEqual(['evse1', 'evse2']);
    await kit.clock.advance(999);
    expect(grants()).toHaveLength(2);
    await kit.clock.advance(1);

    expect(uuids()).toEqual(['evse1', 'evse2', 'evse1', 'evse2']);
  });

  test('the interval is configurable, valid_for is ten times as long', async () => {
    await start({ config: { module: { update_interval: 3 } } });
    await request(two());
    await kit.clock.advance(2999);
    expect(grants()).toEqual([]);
    await kit.clock.advance(1);

    expect(grants().map(({ value }) => value.valid_for)).toEqual([30, 30]);
  });

  test('at once on a priority request anywhere in the tree', async () => {
    await start();
    await request(two(true));

    expect(uuids()).toEqual(['evse1', 'evse2']);
  });

  test('once for each publication that still carries the priority request, not in a loop', async () => {
    await start();
    await request(two(true));
    await request(two(true));
    await kit.clock.advance(500);

    expect(grants()).toHaveLength(4);
  });

  test('a priority request during a run leads to another run, without a second one at the same time', async () => {
    let answer: () => void = () => undefined;
    await start({
      answers: { energy_trunk: { enforce_limits: () => new Promise<void>((resolve) => (answer = resolve)) } },
    });
    await request(two(true));
    await request(node('grid', 40, [evse('late', 32, { priority_request: true })]));
    expect(uuids()).toEqual(['evse1']);

    answer();
    await kit.settle();
    expect(uuids()).toEqual(['evse1', 'evse2']);
    answer();
    await kit.settle();

    expect(uuids()).toEqual(['evse1', 'evse2', 'late']);
  });

  test('a run uses the latest request', async () => {
    await start();
    await request(two());
    await request(node('grid', 10, [evse('evse1', 32)]));
    await kit.clock.advance(1000);

    expect(grants().map(({ value }) => [value.uuid, value.limits_root_side.ac_max_current_A?.value])).toEqual([
      ['evse1', 10],
    ]);
  });
});

describe('row 17: runs go on', () => {
  test('when nobody answers', async () => {
    await start({ answers: { energy_trunk: { enforce_limits: () => new Promise<void>(() => undefined) } } });
    await request(two(true));
    expect(uuids()).toEqual(['evse1']);

    await kit.clock.advance(1000);
    expect(uuids()).toEqual(['evse1', 'evse2']);
    await kit.clock.advance(2000);

    expect(uuids()).toEqual(['evse1', 'evse2', 'evse1']);
  });

  test('when the limits are refused', async () => {
    await start({
      answers: {
        energy_trunk: {
          enforce_limits: () => {
            throw new Error('refused');
          },
        },
      },
    });
    await request(two(true));
    await kit.clock.advance(1000);

    expect(uuids()).toEqual(['evse1', 'evse2', 'evse1', 'evse2']);
    expect(kit.failure).toBeUndefined();
  });

  test('until shutdown, which leaves no timer behind', async () => {
    await start();
    await request(two());
    await kit.shutdown();
    await kit.clock.advance(10_000);

    expect(grants()).toEqual([]);
    expect(kit.clock.pendingTimers).toBe(0);
  });
});

describe('switching of phases', () => {
  test('row 12: what is known of a session is kept from run to run', async () => {
    await start({
      config: { module: { switch_3ph1ph_while_charging_mode: 'Both', switch_3ph1ph_time_hysteresis_s: 2 } },
    });
    await request(node('grid', 32, [evse('evse1', 32)], { powerW: 11000 }));
    await kit.clock.advance(4000);

    expect(grants().map(({ value }) => value.limits_root_side.ac_max_phase_count?.value)).toEqual([1, 1, 3, 3]);
  });
});

test.each([
  ['slice_ampere', 0],
  ['slice_watt', -500],
  ['update_interval', 0],
  ['schedule_interval_duration', 0],
  ['nominal_ac_voltage', 0],
] as const)('%s of %d is refused at start', async (name, value) => {
  await start();

  await expect(startModule('EnergyManager', energyManager, { config: { module: { [name]: value } } })).rejects.toThrow(
    `${name} is ${value}, it has to be above 0`,
  );
});
