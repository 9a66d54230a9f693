import { afterEach, describe, expect, test } from '@jest/globals';
import { LogBook } from '../../../support/log-book.js';
import { StationKit, type StationOptions } from './support/station-kit.js';

let station: StationKit;

async function start(options: StationOptions = {}): Promise<void> {
  station = await StationKit.start({ validateSchema: false, ...options });
}

afterEach(() => station.remove());

function stop(): Promise<boolean> {
  return station.kit.call('ocpp_generic', 'stop', {});
}

function restart(): Promise<boolean> {
  return station.kit.call('ocpp_generic', 'restart', {});
}

/** The EVSE ends its transaction as soon as it is told to. */
function obeys(evseId: number): void {
  station.kit.peer('evse_manager', evseId - 1).answer('stop_transaction', ({ request: { reason } }) => {
    station.kit.peer('evse_manager', evseId - 1).publish('session_event', {
      uuid: `session-${evseId}`,
      timestamp: station.now(),
      event: 'TransactionFinished',
      transaction_finished: { meter_value: station.meter(35), reason },
    });
    return true;
  });
}

describe('stop and restart', () => {
  test('stop is true once, restart only after it', async () => {
    await start();

    expect(await restart()).toBe(false);
    expect(await stop()).toBe(true);
    expect(await stop()).toBe(false);
    expect(await restart()).toBe(true);
    expect(await restart()).toBe(false);
  });

  test('stop ends transactions with reason Other and drops what comes later', async () => {
    await start();
    obeys(1);
    await station.charge(1);

    await stop();
    await station.event(1, 'SessionFinished');
    await station.event(2, 'Disabled', { uuid: '' });

    expect(await station.story()).toContain('StopTransaction Other 1');
    expect((await station.story()).filter((line) => line.startsWith('StatusNotification 2'))).toEqual([]);
  });

  test('restart shows what was reserved before and meanwhile, and nothing that is over', async () => {
    await start();
    await station.event(1, 'ReservationStart', { uuid: '' });
    await stop();
    await station.event(1, 'ReservationEnd', { uuid: '' });
    await station.event(2, 'ReservationStart', { uuid: '' });
    station.forget();

    await restart();

    const story = await station.story();
    const lastOf = (id: number): string | undefined => story.findLast((line) => line.includes(`Notification ${id} `));
    expect([lastOf(1), lastOf(2)]).toEqual(['StatusNotification 1 Available', 'StatusNotification 2 Reserved']);
    expect(story).not.toContain('StatusNotification 1 Reserved');
  });

  test('restart boots anew with StartupOfTheDevice', async () => {
    await start();
    await stop();
    station.forget();

    await restart();

    expect((await station.story()).slice(0, 2)).toEqual([
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
    ]);
  });

  test('the meter goes on after a restart', async () => {
    await start();
    station.kit.peer('evse_manager', 0).publish('powermeter', station.meter(77));
    await stop();
    await restart();
    await station.charge(1);

    await station.pass(5);

    expect(JSON.stringify(await station.payloads('MeterValues'))).toContain('"77.00"');
  });

  test('a restart without a database is false and is tried again later', async () => {
    const book = new LogBook();
    await start({ database: 'file', log: book.logger });
    await stop();
    station.breakDatabase();

    expect(await restart()).toBe(false);
    expect(book.messages('error')).toContain('charge point cannot start again and stays stopped');
    station.mendDatabase();
    expect(await restart()).toBe(true);
    expect(station.kit.failure).toBeUndefined();
  });
});

describe('reset', () => {
  test('soft reset: answer, transactions, ResetStopDelay, then the system', async () => {
    await start({ config: { ResetStopDelay: 2 } });
    obeys(1);
    await station.charge(1);

    expect(await station.csms.call('Reset', { type: 'Soft' })).toEqual({ status: 'Accepted' });
    await station.settle();
    expect(await station.story()).toContain('StopTransaction SoftReset 1');
    const system = station.kit.peer('system');
    expect(system.calls('reset')).toEqual([]);
    await station.pass(2);

    expect(system.calls('is_reset_allowed')).toEqual([{ type: 'Soft' }]);
    expect(system.calls('reset')).toEqual([{ type: 'Soft', scheduled: false }]);
  });

  test('hard reset without a transaction', async () => {
    await start();

    expect(await station.csms.call('Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' });
    await station.pass(0);

    expect(station.kit.peer('system').calls('reset')).toEqual([{ type: 'Hard', scheduled: false }]);
  });

  test('a car that does not stop delays it by WaitForStopTransactionsOnResetTimeout', async () => {
    await start();
    await station.charge(1);

    await station.csms.call('Reset', { type: 'Hard' });
    await station.pass(59);
    expect(station.kit.peer('system').calls('reset')).toEqual([]);
    await station.pass(10);

    expect(station.kit.peer('system').calls('reset')).toHaveLength(1);
  });

  test('is rejected when the system does not allow it', async () => {
    await start();
    station.kit.peer('system').answer('is_reset_allowed', () => false);

    expect(await station.csms.call('Reset', { type: 'Soft' })).toEqual({ status: 'Rejected' });
  });
});

describe('open transactions', () => {
  test('that nobody resumes end with PowerLoss at the next start', async () => {
    await start({ database: 'file' });
    await station.charge(1);
    await station.close();
    expect(station.kit.peer('evse_manager', 0).calls('stop_transaction')).toEqual([]);

    await start({ folder: station.folder, database: 'file', booted: false });
    await station.ready();

    expect(await station.story()).toContain('StopTransaction PowerLoss 1');
  });

  test('that an EVSE resumes go on', async () => {
    await start({ database: 'file' });
    await station.charge(1);
    await station.close();

    await start({ folder: station.folder, database: 'file', booted: false });
    await station.event(1, 'SessionResumed');
    await station.ready();
    expect((await station.story()).filter((line) => line.includes('Transaction'))).toEqual([]);
    await station.finishTransaction(1, { reason: 'Local' });

    expect(await station.story()).toContain('StopTransaction Local 1');
  });
});

describe('external websocket control', () => {
  const connect = 'everest_api/ocpp/cmd/connect';
  const disconnect = 'everest_api/ocpp/cmd/disconnect';

  test('closes and opens the connection on any message', async () => {
    await start({ config: { EnableExternalWebsocketControl: true } });

    station.kit.external.send(disconnect, '');
    await station.settle();
    station.kit.external.send(connect, 'anything');
    await station.settle();

    const states = station.kit.published('ocpp_generic', 'connection_status').map(({ connected }) => connected);
    expect(states).toEqual([true, false, true]);
  });

  test('is off unless enabled', async () => {
    await start();

    station.kit.external.send(disconnect, '');
    await station.settle();

    expect(station.kit.published('ocpp_generic', 'connection_status')).toHaveLength(1);
  });

  test('does nothing before the start', async () => {
    await start({ config: { EnableExternalWebsocketControl: true }, booted: false });

    station.kit.external.send(connect, '');
    await station.settle();

    expect(station.csms.received).toEqual([]);
    expect(station.kit.failure).toBeUndefined();
  });
});

describe('a disk that fails', () => {
  test('is told in the log, and charging goes on', async () => {
    const book = new LogBook();
    await start({ log: book.logger, failingStore: true });

    await station.charge(1);
    await station.finishTransaction(1, { reason: 'Local' });

    expect(book.messages('error')).toContain('could not be stored');
    expect(await station.story()).toContain('StopTransaction Local 1');
    expect(station.kit.failure).toBeUndefined();
  });
});
