import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CentralSystem, Message } from '../../../csms/index.js';
import { silentLogger } from '../../../lib/log/logger.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { Station } from './support.js';
import { strictCentralSystem } from '../../support/central-system.js';

let csms: CentralSystem;
let station: Station;

beforeEach(async () => {
  csms = await strictCentralSystem({
    clock: new RealClock(),
    log: silentLogger,
    port: 0,
    passwords: { cp001: 'DEADBEEFDEADBEEF' },
  });
  station = await Station.create(csms.url);
});

afterEach(async () => {
  await station.close();
  await csms.close();
});

async function booted(): Promise<void> {
  await station.chargePoint.start();
  await status(2, 'Available');
}

function status(connectorId: number, wanted: string): Promise<Message> {
  const where = ({ payload }: Message): boolean => {
    const { connectorId: id, status: is } = payload as { connectorId: number; status: string };
    return id === connectorId && is === wanted;
  };
  return csms.next('StatusNotification', { where });
}

function received(): string[] {
  return csms.messages
    .filter(({ direction, kind }) => direction === 'received' && kind === 'call')
    .map(({ action }) => action);
}

describe('a charge point at a central system', () => {
  test('boots with basic authentication and reports its connectors', async () => {
    await booted();

    expect(received()).toEqual([
      'BootNotification',
      'SecurityEventNotification',
      'StatusNotification',
      'StatusNotification',
      'StatusNotification',
    ]);
    expect(csms.connectedIds).toEqual(['cp001']);
  });

  test('a remote start and a remote stop make a whole transaction', async () => {
    await booted();
    expect(await csms.call('cp001', 'RemoteStartTransaction', { idTag: 'DEADBEEF', connectorId: 1 })).toEqual({
      status: 'Accepted',
    });
    await status(1, 'Charging');
    await csms.next('MeterValues');
    const sample = await csms.next('MeterValues');
    expect(sample.payload).toMatchObject({ connectorId: 1, transactionId: 1 });

    expect(await csms.call('cp001', 'RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' });

    const { payload } = await csms.next('StopTransaction');
    expect(payload).toMatchObject({ transactionId: 1, reason: 'Remote', meterStop: 150 });
    await status(1, 'Finishing');
    expect(csms.transactions.all).toMatchObject([{ transactionId: 1, idTag: 'DEADBEEF' }]);
  });

  test('what happens while the connection is gone follows in order', async () => {
    await booted();
    const disconnected = station.untilDisconnected();
    csms.disconnect('cp001', 'terminate');
    await disconnected;
    station.start(1, 'DEADBEEF');
    station.stop(1, 'Local');

    const { payload } = await csms.next('StopTransaction');

    expect(payload).toMatchObject({ transactionId: 1, reason: 'Local' });
    expect(received().slice(5, 8)).toEqual(['StartTransaction', 'MeterValues', 'StopTransaction']);
    expect(received().filter((action) => action === 'BootNotification')).toHaveLength(1);
  });

  test('a transaction that a power loss ended is stopped after the next boot', async () => {
    await booted();
    station.start(1, 'DEADBEEF');
    await csms.next('StartTransaction');
    await csms.next('MeterValues');
    station.chargePoint.disconnect();
    // The application does not end the transaction, as if there had been no time for it.
    station.stop = () => undefined;
    await station.chargePoint.stop();

    await station.load();
    await station.chargePoint.start();

    expect((await csms.next('StopTransaction')).payload).toMatchObject({ reason: 'PowerLoss', meterStop: 100 });
  });

  test('configuration, availability, unlock, cache and reset are answered', async () => {
    await booted();

    expect(await csms.call('cp001', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '1' })).toEqual({
      status: 'Accepted',
    });
    await csms.next('Heartbeat');
    expect(await csms.call('cp001', 'ChangeAvailability', { connectorId: 2, type: 'Inoperative' })).toEqual({
      status: 'Accepted',
    });
    await status(2, 'Unavailable');
    expect(await csms.call('cp001', 'UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' });
    expect(await csms.call('cp001', 'ClearCache', {})).toEqual({ status: 'Rejected' });
    expect(await csms.call('cp001', 'Reset', { type: 'Soft' })).toEqual({ status: 'Accepted' });
    expect(station.asked).toEqual(['reset Soft']);
  });

  test('a new AuthorizationKey is used for the next connection', async () => {
    await csms.close();
    let password = 'DEADBEEFDEADBEEF';
    csms = await strictCentralSystem({
      clock: new RealClock(),
      log: silentLogger,
      port: 0,
      admit: (request) => (request.password === password ? 'accept' : 401),
    });
    await station.close();
    station = await Station.create(csms.url);
    await booted();
    password = 'anotherPassword1';

    await csms.call('cp001', 'ChangeConfiguration', { key: 'AuthorizationKey', value: password });

    await status(0, 'Available');
    await status(0, 'Available');
    expect(csms.connectedIds).toEqual(['cp001']);
  });

  test('malformed frames are answered and the conversation goes on', async () => {
    await booted();
    csms.sendText('cp001', 'nonsense');
    csms.sendText('cp001', '[2,"x","Reset",{"type":"Sometimes"}]');

    expect(await csms.call('cp001', 'GetLocalListVersion', {})).toEqual({ listVersion: 0 });
    const errors = csms.messages.filter(({ direction, kind }) => direction === 'received' && kind === 'error');
    expect(errors.map(({ payload }) => (payload as { code: string }).code)).toContain('FormationViolation');
  });
});
