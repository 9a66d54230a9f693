import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../../lib/ocpp16/configuration/index.js';
import { LogBook } from '../../../../support/log-book.js';
import { minimalConfig } from './config-bench.js';
import { DeviceModelBench, variable } from './device-model-bench.js';

let bench: DeviceModelBench;
beforeEach(async () => {
  bench = new DeviceModelBench();
  await bench.migrated(minimalConfig());
  bench.end();
});
afterEach(() => bench.remove());

const first = { OcppCsmsUrl: 'one:1', SecurityProfile: 1, Identity: 'cp-one', BasicAuthPassword: 'PASSWORD-OF-ONE' };
const second = { OcppCsmsUrl: 'two:2', SecurityProfile: 1, Identity: 'cp-two', BasicAuthPassword: 'PASSWORD-OF-TWO' };

/** The file of a slot; the slot of the migration, 1, keeps the values it has. */
function writeSlot(slot: number, values: Readonly<Record<string, unknown>>): void {
  const variables = Object.entries(values).map(([name, value]) => variable(name, value));
  bench.writeComponent('NetworkConfiguration', variables, String(slot));
}

function writePriority(priority: string, more: Readonly<Record<string, unknown>> = {}): void {
  const values = { NetworkConfigurationPriority: priority, ...more };
  bench.writeComponent(
    'OCPPCommCtrlr',
    Object.entries(values).map(([name, value]) => variable(name, value)),
  );
}

const connection = (configuration: Configuration): unknown[] =>
  (['CentralSystemURI', 'ChargePointId', 'AuthorizationKey', 'HostName'] as const).map((key) => configuration.get(key));

describe('ocpp16-library.md §1.11, §2.8 · slots of the network configuration', () => {
  test('are tried in the order of the priority, without those for other versions', async () => {
    writePriority('2,4,3,x,-1,4');
    writeSlot(2, { ...first, OcppVersion: 'OCPP201' });
    writeSlot(3, first);
    writeSlot(4, { ...second, OcppVersion: 'OCPP16' });

    const configuration = await bench.open();

    expect(configuration.slots?.usable).toEqual([4, 3]);
    expect(configuration.networkSlot).toBe(4);
    expect(configuration.get('CentralSystemURI')).toBe('two:2');
  });

  test('without a priority the active one is the only one', async () => {
    const { slots } = await bench.open();

    expect([slots?.usable, slots?.attempts, slots?.networkTimeoutMs]).toEqual([[1], 3, 60_000]);
  });

  test('below the security profile that was reached are left out', async () => {
    writePriority('3,4', { NetworkProfileConnectionAttempts: 2 });
    writeSlot(3, { ...first, SecurityProfile: 0 });
    writeSlot(4, second);

    const { slots } = await bench.open();

    expect([slots?.usable, slots?.attempts]).toEqual([[4], 2]);
  });

  test.each([
    ['without an address', { ...second, OcppCsmsUrl: '' }, 'Internal.CentralSystemURI has 0 characters, 1 are needed'],
    ['without a security profile', { ...second, SecurityProfile: undefined }, 'Security.SecurityProfile is missing'],
  ])('%s are left out, with a warning', async (_, values, fault) => {
    const log = new LogBook();
    writePriority('3,4');
    writeSlot(3, first);
    writeSlot(4, values);

    const { slots } = await bench.open({ log: log.logger });

    expect(slots?.usable).toEqual([3]);
    expect(log.lines.map(({ fields }) => fields)).toContainEqual({ slot: 4, faults: [fault] });
  });

  test('another slot brings all keys of the connection, and changes go there', async () => {
    writePriority('3,4');
    writeSlot(3, { ...first, HostName: 'one.example.org' });
    writeSlot(4, second);
    const configuration = await bench.open();

    expect(connection(configuration)).toEqual(['one:1', 'cp-one', 'PASSWORD-OF-ONE', 'one.example.org']);
    configuration.useNetworkSlot(4);
    expect(connection(configuration)).toEqual(['two:2', 'cp-two', 'PASSWORD-OF-TWO', undefined]);
    configuration.set('AuthorizationKey', 'NEW-PASSWORD-OF-TWO');

    expect(await bench.stored('NetworkConfiguration4', 'BasicAuthPassword')).toBe('NEW-PASSWORD-OF-TWO');
    expect(await bench.stored('NetworkConfiguration3', 'BasicAuthPassword')).toBe('PASSWORD-OF-ONE');
  });

  test('the password of one is never told to another; identity and password of the station are for all', async () => {
    writePriority('3,4,5');
    writeSlot(3, first);
    writeSlot(4, { OcppCsmsUrl: 'two:2', SecurityProfile: 1, Identity: 'cp-two' });
    const configuration = await bench.open();
    configuration.useNetworkSlot(4);
    expect(configuration.get('AuthorizationKey')).toBeUndefined();
    bench.end();
    bench.writeComponent('SecurityCtrlr', [variable('Identity', 'cp'), variable('BasicAuthPassword', 'FOR-EVERYBODY')]);
    writeSlot(5, { OcppCsmsUrl: 'three:3', SecurityProfile: 1 });

    const later = await bench.open();
    later.useNetworkSlot(5);

    expect(connection(later)).toEqual(['three:3', 'cp', 'FOR-EVERYBODY', undefined]);
  });

  test('a connection makes its slot the active one, and its security profile the least', async () => {
    writePriority('3,4');
    writeSlot(3, first);
    writeSlot(4, { ...second, SecurityProfile: 2 });
    const configuration = await bench.open();

    configuration.useNetworkSlot(4);
    configuration.slots?.prove();

    expect(configuration.slots?.proven).toBe(4);
    expect(configuration.slots?.usable).toEqual([4]);
    expect(await bench.stored('OCPPCommCtrlr', 'ActiveNetworkProfile')).toBe('4');
    expect(await bench.stored('SecurityCtrlr', 'SecurityProfile')).toBe('2');
  });
});
