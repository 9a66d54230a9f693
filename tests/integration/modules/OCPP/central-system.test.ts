import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLogger } from 'everest-ts';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { OCPP } from '#generated/modules/OCPP';
import type { SessionEvent } from '#generated/types/evse_manager';
import type { CentralSystem, Message } from '../../../../csms/index.js';
import { RealClock } from '../../../../framework/clock/index.js';
import type { ActionToCsms } from '../../../../lib/ocpp16/messages/index.js';
import ocpp from '../../../../modules/OCPP/index.js';
import { strictCentralSystem } from '../../../support/central-system.js';

let folder = '';
let csms: CentralSystem;
let kit: ModuleKit<OCPP>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocpp-'));
  csms = await strictCentralSystem({
    clock: new RealClock(),
    log: silentLogger,
    port: 0,
    passwords: { cp001: 'AABBCCDDEEFFGGHH' },
  });
});

afterEach(async () => {
  await kit.close();
  await csms.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The station with the configuration that is delivered; only the address of the central system is its own. */
async function boot(name: string): Promise<void> {
  const share = join(folder, 'modules', 'OCPP');
  mkdirSync(share, { recursive: true });
  cpSync(`config/modules/OCPP/${name}`, join(share, name));
  const address = csms.url.replace('ws://', '');
  writeFileSync(join(share, 'user_config.json'), JSON.stringify({ Internal: { CentralSystemURI: address } }));
  kit = await startModule<OCPP>('OCPP', ocpp, {
    shareDir: folder,
    ready: false,
    connections: { evse_manager: 2 },
    config: { module: { ChargePointConfigPath: name, DatabasePath: 'database', MessageLogPath: 'logs/ocpp' } },
    answers: {
      evse_manager: {
        enable_disable: () => true,
        stop_transaction: () => true,
        external_ready_to_start_charging: () => true,
        set_plug_and_charge_configuration: () => undefined,
      },
      auth: { set_connection_timeout: () => undefined },
      system: { get_boot_reason: () => 'PowerUp', set_system_time: () => true },
    },
  });
  for (const index of [0, 1]) {
    kit.peer('evse_manager', index).answer('get_evse', () => ({ id: index + 1, connectors: [{ id: 1 }] }));
  }
  await kit.ready();
  for (const index of [0, 1]) kit.peer('evse_manager', index).publish('waiting_for_external_ready', true);
  await kit.clock.advance(0);
  await received('BootNotification');
  await received('StatusNotification', { connectorId: 2 });
}

function received(action: ActionToCsms, payload: object = {}): Promise<Message> {
  const wanted = Object.entries(payload);
  return csms.next(action, {
    where: (message) => wanted.every(([name, value]) => (message.payload as Record<string, unknown>)[name] === value),
  });
}

function event(name: SessionEvent['event'], more: Partial<SessionEvent> = {}): void {
  const timestamp = new Date(kit.clock.now()).toISOString();
  kit.peer('evse_manager', 0).publish('session_event', { uuid: 'session', timestamp, event: name, ...more });
}

function meter(total: number): { timestamp: string; energy_Wh_import: { total: number } } {
  return { timestamp: new Date(kit.clock.now()).toISOString(), energy_Wh_import: { total } };
}

function startCharging(): void {
  const id_tag = { id_token: { value: 'DEADBEEF', type: 'ISO14443' as const }, authorization_type: 'RFID' as const };
  event('SessionStarted', { session_started: { reason: 'EVConnected', meter_value: meter(0) } });
  event('TransactionStarted', { transaction_started: { id_tag, meter_value: meter(0) } });
  event('ChargingStarted');
}

function stopCharging(): void {
  event('TransactionFinished', { transaction_finished: { meter_value: meter(35), reason: 'Local' } });
  event('SessionFinished', { session_finished: { meter_value: meter(35) } });
}

test('sequence of a session with a central system over a socket, security profile 1', async () => {
  await boot('config-docker.json');

  startCharging();
  await received('StartTransaction');
  await received('StatusNotification', { connectorId: 1, status: 'Charging' });
  stopCharging();
  await received('StatusNotification', { connectorId: 1, status: 'Finishing' });
  const stop = csms.messages.find(({ action }) => action === 'StopTransaction');
  await received('StatusNotification', { connectorId: 1, status: 'Available' });

  expect(stop?.payload).toMatchObject({ reason: 'Local', meterStop: 35, transactionId: 1 });
});

test('sampled meter values appear in a demo without changing anything', async () => {
  await boot('config-docker.json');
  kit.peer('evse_manager', 0).publish('powermeter', meter(8));
  startCharging();
  await received('StartTransaction');
  await received('StatusNotification', { connectorId: 1, status: 'Charging' });

  await kit.clock.advance(10_000);

  expect(await received('MeterValues')).toMatchObject({ payload: { connectorId: 1, transactionId: 1 } });
});

test('a lost socket comes back, the transaction ends with its real id', async () => {
  await boot('config-docker.json');
  startCharging();
  await received('StatusNotification', { connectorId: 1, status: 'Charging' });

  const isGone = new Promise<void>((resolve) => csms.onConnection((_, isConnected) => isConnected || resolve()));
  csms.disconnect('cp001', 'terminate');
  await isGone;
  const isBack = new Promise<void>((resolve) => csms.onConnection((_, isConnected) => isConnected && resolve()));
  stopCharging();
  await waitUntil(() => kit.published('ocpp_generic', 'connection_status').at(-1)?.connected === false);
  await kit.clock.advance(20_000);
  await isBack;

  expect(await received('StopTransaction')).toMatchObject({ payload: { transactionId: 1 } });
});

test('works without authentication, security profile 0', async () => {
  await csms.close();
  csms = await strictCentralSystem({ clock: new RealClock(), log: silentLogger, port: 0 });

  await boot('config.json');

  expect(kit.published('ocpp_generic', 'connection_status')).toMatchObject([{ connected: true, security_profile: 0 }]);
});

test('changed keys stay in the user configuration, paths are relative to the share folder', async () => {
  await boot('config-docker.json');

  const change = { key: 'HeartbeatInterval', value: '55' };
  expect(await csms.call('cp001', 'ChangeConfiguration', change)).toEqual({ status: 'Accepted' });

  const share = join(folder, 'modules', 'OCPP');
  const user = JSON.parse(readFileSync(join(share, 'user_config.json'), 'utf8')) as { Core: object };
  expect(user.Core).toMatchObject({ HeartbeatInterval: 55 });
  expect([join(share, 'database', 'cp001.db'), join(share, 'logs', 'ocpp')].map((path) => existsSync(path))).toEqual([
    true,
    true,
  ]);
});

test('remote start reaches the token provider', async () => {
  await boot('config-docker.json');

  const answer = await csms.call('cp001', 'RemoteStartTransaction', { idTag: 'TAG', connectorId: 1 });

  expect(answer).toEqual({ status: 'Accepted' });
  expect(await kit.next('auth_provider', 'provided_token')).toMatchObject({ connectors: [1], prevalidated: true });
});

test('malformed frames end nothing', async () => {
  await boot('config-docker.json');

  for (const text of ['', '[', '[2]', '[2,"1","Reset",{"type":1}]', '[3,"none",{}]', '{"a":1}', 'x'.repeat(100_000)]) {
    csms.sendText('cp001', text);
  }

  expect(await csms.call('cp001', 'GetConfiguration', { key: ['NumberOfConnectors'] })).toEqual({
    configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '2' }],
  });
  expect(kit.failure).toBeUndefined();
});

/** Messages of sockets arrive when they like. */
async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await kit.settle();
}
