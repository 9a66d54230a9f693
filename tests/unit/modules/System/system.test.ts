import { afterEach, describe, expect, test } from '@jest/globals';
import { startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import type { System } from '#generated/modules/System';
import system from '../../../../modules/System/index.js';
import { StationReset } from '../../../../modules/System/station-reset.js';

let kit: ModuleKit<System>;

async function start(options: KitOptions<System> = {}): Promise<void> {
  kit = await startModule<System>('System', system, options);
}

/** A store that remembers, starting with `noted`. */
function storing(noted: unknown): KitOptions<System> {
  const values = new Map(noted === undefined ? [] : [['ocpp_boot_reason', noted]]);
  return {
    connections: { store: 1 },
    answers: {
      store: {
        exists: ({ key }) => values.has(key),
        load: ({ key }) => (values.get(key) ?? null) as string | null,
        store: ({ key, value }) => void values.set(key, value),
        delete: ({ key }) => void values.delete(key),
      },
    },
  };
}

afterEach(() => kit.close());

describe('reset', () => {
  test('is always allowed', async () => {
    await start();

    expect(await kit.call('main', 'is_reset_allowed', { type: 'Hard' })).toBe(true);
  });

  test.each(['Soft', 'Hard'] as const)('%s ends the system', async (type) => {
    await start();

    await kit.call('main', 'reset', { type, scheduled: false });
    await kit.clock.advance(0);

    expect(kit.failure).toBeInstanceOf(StationReset);
  });

  test('waits for ResetDelay, and the answer does not', async () => {
    await start({ config: { module: { ResetDelay: 3 } } });

    await kit.call('main', 'reset', { type: 'Soft', scheduled: false });
    await kit.clock.advance(2999);
    expect(kit.failure).toBeUndefined();
    await kit.clock.advance(1);

    expect(kit.failure).toBeInstanceOf(StationReset);
  });

  test('does not happen any more when the module is shut down during the delay', async () => {
    await start({ config: { module: { ResetDelay: 3 } } });

    await kit.call('main', 'reset', { type: 'Soft', scheduled: false });
    await kit.shutdown();
    await kit.clock.advance(5000);

    expect(kit.failure).toBeUndefined();
  });

  test('notes RemoteReset for the next boot', async () => {
    await start(storing(undefined));

    await kit.call('main', 'reset', { type: 'Soft', scheduled: false });
    await kit.clock.advance(0);

    expect(kit.peer('store').calls('store')).toEqual([{ key: 'ocpp_boot_reason', value: 'RemoteReset' }]);
  });

  test('keeps a reason that is noted already', async () => {
    await start(storing('FirmwareUpdate'));

    await kit.call('main', 'reset', { type: 'Soft', scheduled: false });
    await kit.clock.advance(0);

    expect(kit.peer('store').calls('store')).toEqual([]);
    expect(kit.failure).toBeInstanceOf(StationReset);
  });

  test('happens also when the store fails', async () => {
    await start({ connections: { store: 1 } });

    await kit.call('main', 'reset', { type: 'Soft', scheduled: false });
    await kit.clock.advance(0);

    expect(kit.failure).toBeInstanceOf(StationReset);
  });
});

describe('boot reason', () => {
  test('is PowerUp without a store', async () => {
    await start();

    expect(await kit.call('main', 'get_boot_reason', {})).toBe('PowerUp');
  });

  test('is told once, then it is PowerUp again', async () => {
    await start(storing('RemoteReset'));

    expect(await kit.call('main', 'get_boot_reason', {})).toBe('RemoteReset');
    expect(await kit.call('main', 'get_boot_reason', {})).toBe('PowerUp');
  });

  test.each([[17], ['Nonsense'], [{ reason: 'RemoteReset' }]])('is PowerUp when %j is stored', async (value) => {
    await start(storing(value));

    expect(await kit.call('main', 'get_boot_reason', {})).toBe('PowerUp');
  });

  test('is PowerUp when the store fails', async () => {
    await start({ connections: { store: 1 } });

    expect(await kit.call('main', 'get_boot_reason', {})).toBe('PowerUp');
  });
});

describe('what the station leaves to others', () => {
  test('takes the time of the central system and does nothing', async () => {
    await start();

    expect(await kit.call('main', 'set_system_time', { timestamp: '2026-01-01T00:00:00.000Z' })).toBe(true);
  });

  test('does not configure the network', async () => {
    await start();
    const request = { request_id: 1, interface: 'Any' as const };

    const result = await kit.call('main', 'configure_network', { request });

    expect(result).toEqual({ status: 'NotSupported' });
  });
});
