import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CentralSystem } from '../../../csms/index.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import { ChargePoint, type ChargePointCallbacks } from '../../../lib/ocpp16/index.js';
import { strictCentralSystem } from '../../support/central-system.js';
import { freePort } from '../../support/manager-process.js';
import { minimalConfig } from '../../unit/lib/ocpp16/configuration/config-bench.js';
import { DeviceModelBench, variable } from '../../unit/lib/ocpp16/configuration/device-model-bench.js';

const clock = new RealClock();

let bench: DeviceModelBench;
let csms: CentralSystem;
let station: ChargePoint;
let reports: [isConnected: boolean, slot: number, chargePointId: string][];

beforeEach(async () => {
  bench = new DeviceModelBench();
  csms = await strictCentralSystem({ clock, log: silentLogger, port: 0, chargePoints: 'any' });
  reports = [];
});
afterEach(async () => {
  await station.stop();
  await csms.close();
  bench.remove();
});

/** A station that tries slot 3 once and then slot 4, where the central system is. */
async function start(
  uriOfSlot3: string,
  callbacks: Partial<ChargePointCallbacks> = {},
  profileOfSlot4 = 0,
): Promise<void> {
  const { Internal, ...others } = minimalConfig();
  await bench.migrated({
    ...others,
    Internal: {
      ...Internal,
      RetryBackoffRandomRange: 0,
      RetryBackoffWaitMinimum: 0,
      SwitchSecurityProfileConnectionTimeout: 5,
    },
    Security: { SecurityProfile: 0 },
  });
  bench.end();
  for (const [slot, uri, profile] of [
    ['3', uriOfSlot3, 0],
    ['4', csms.url, profileOfSlot4],
  ] as const) {
    const values = {
      OcppCsmsUrl: uri,
      SecurityProfile: profile,
      Identity: `cp-${slot}`,
      BasicAuthPassword: 'x'.repeat(16),
    };
    const variables = Object.entries(values).map(([name, value]) => variable(name, value));
    bench.writeComponent('NetworkConfiguration', variables, slot);
  }
  bench.writeComponent('OCPPCommCtrlr', [
    variable('NetworkConfigurationPriority', '3,4'),
    variable('NetworkProfileConnectionAttempts', 1),
  ]);
  station = new ChargePoint({
    configuration: await bench.open(),
    database: ':memory:',
    clock,
    random: () => 0,
    log: silentLogger,
    callbacks: {
      pauseCharging: () => undefined,
      stopTransaction: () => undefined,
      provideToken: () => undefined,
      connectionStateChanged: ({ isConnected, slot, chargePointId }) =>
        reports.push([isConnected, slot, chargePointId]),
      ...callbacks,
    },
  });
  await station.start();
}

describe('ocpp16-library.md §2.8 · several network profiles', () => {
  test('where nobody answers the next one is taken, and the application hears which', async () => {
    await start(`ws://127.0.0.1:${await freePort()}/`);

    expect(await csms.next('BootNotification')).toMatchObject({ chargePointId: 'cp-4' });
    expect(reports).toEqual([[true, 4, 'cp-4']]);
    await csms.next('StatusNotification');
    expect(await csms.send('cp-4', 'GetConfiguration', { key: ['CentralSystemURI'] })).toMatchObject({
      configurationKey: [{ value: csms.url }],
    });
  });

  test('where the application has no network the next one is taken', async () => {
    const asked: number[] = [];
    await start(csms.url, {
      configureNetwork: ({ slot }) => {
        asked.push(slot);
        return { isReady: slot === 4 };
      },
    });

    expect(await csms.next('BootNotification')).toMatchObject({ chargePointId: 'cp-4' });
    expect(asked).toEqual([3, 4]);
  });

  test('while a new security profile is tried the slot stays, and gets back what it had', async () => {
    const first = await strictCentralSystem({ clock, log: silentLogger, port: 0, chargePoints: 'any' });
    await start(first.url, {}, 1);
    await first.next('StatusNotification');

    const change = { key: 'SecurityProfile', value: '1' };
    expect(await first.send('cp-3', 'ChangeConfiguration', change)).toEqual({ status: 'Accepted' });
    await first.close();
    await csms.next('StatusNotification');

    expect(reports.at(-1)).toEqual([true, 4, 'cp-4']);
    expect(await bench.stored('NetworkConfiguration3', 'SecurityProfile')).toBe('0');
  });

  test('the slot of the last connection is the active one after a restart of the program', async () => {
    await start(`ws://127.0.0.1:${await freePort()}/`);
    await csms.next('BootNotification');

    expect(await bench.stored('OCPPCommCtrlr', 'ActiveNetworkProfile')).toBe('4');
  });
});
