import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

type Move = (kit: Kit, connectorId: number) => unknown;

/** Everything that can happen to a station, also what makes no sense at that moment. */
const moves: Record<string, Move> = {
  plug: (kit, id) =>
    kit.station.onSessionStarted({ connectorId: id, sessionId: `session-${id}`, reason: 'EVConnected' }),
  card: (kit, id) =>
    kit.station.onSessionStarted({ connectorId: id, sessionId: `session-${id}`, reason: 'Authorized' }),
  unplug: (kit, id) => kit.station.onSessionStopped(id, `session-${id}`),
  start: (kit, id) =>
    kit.startTransaction(id, { sessionId: `tx-${id}-${kit.asked.length}`, signedMeterValue: 'begin' }),
  stop: (kit, id) => {
    const running = kit.store.transactions.unacknowledged().find(({ connectorId }) => connectorId === id);
    kit.stopTransaction(id, { sessionId: running?.sessionId ?? 'none', signedMeterValue: 'end' });
  },
  charge: (kit, id) => kit.station.onResumeCharging(id),
  suspendEv: (kit, id) => kit.station.onSuspendChargingEv(id),
  suspendEvse: (kit, id) => kit.station.onSuspendChargingEvse(id, 'reason'.repeat(20)),
  fault: (kit, id) => kit.station.onError(id, kit.error(`fault-${id}`, { info: 'x'.repeat(99) })),
  cleared: (kit, id) => kit.station.onErrorCleared(id, `fault-${id}`),
  disable: (kit, id) => kit.station.onDisabled(id),
  enable: (kit, id) => kit.station.onEnabled(id),
  reserve: (kit, id) => kit.station.onReservationStart(id),
  unreserve: (kit, id) => kit.station.onReservationEnd(id),
  timeout: (kit, id) => kit.station.onPluginTimeout(id),
  meter: (kit, id) => kit.meter(id, kit.clock.monotonic() / 1000),
  wait: (kit) => kit.pass(7),
  lose: (kit) => kit.csms.lose(),
  open: (kit) => kit.csms.open(),
  ignored: (kit) => kit.csms.on('StartTransaction', () => silence),
  refused: (kit) => kit.csms.on('StopTransaction', () => ({ error: 'InternalError' })),
  remoteStart: (kit, id) => void kit.csms.call('RemoteStartTransaction', { idTag: 'REMOTE', connectorId: id }),
  inoperative: (kit, id) => void kit.csms.call('ChangeAvailability', { connectorId: id, type: 'Inoperative' }),
  trigger: (kit, id) =>
    void kit.csms.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: id }),
  unlock: (kit, id) => void kit.csms.call('UnlockConnector', { connectorId: id }),
};

const step = fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.constantFrom(1, 2));

describe('whatever happens in whatever order', () => {
  test('the station throws nothing, sends nothing against the standard, and stops without a timer left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const kit = await Kit.booted({ keys: { Core: { ClockAlignedDataInterval: 10 } } });
        for (const [name, connectorId] of steps) await moves[name]!(kit, connectorId);
        await kit.pass(5);

        await kit.story();
        await kit.station.stop();
        expect(kit.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('once the central system answers again, everything of every transaction reaches it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const kit = await Kit.booted({ keys: { Core: { TransactionMessageAttempts: 100 } } });
        for (const [name, connectorId] of steps) await moves[name]!(kit, connectorId);
        kit.csms.on('StartTransaction', () => ({
          transactionId: ++kit.csms.transactionId,
          idTagInfo: { status: 'Accepted' },
        }));
        kit.csms.on('StopTransaction', () => ({}));
        kit.csms.open();
        moves['stop']!(kit, 1);
        moves['stop']!(kit, 2);
        await kit.pass(600);

        expect(kit.store.transactions.unacknowledged()).toEqual([]);
        expect(kit.store.messages.load('transaction')).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
