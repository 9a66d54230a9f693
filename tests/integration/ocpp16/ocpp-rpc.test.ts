import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RPCServer } from 'ocpp-rpc';
import { Station } from './support.js';

interface Peer {
  handle(action: string, handler: (call: { params: Record<string, unknown> }) => unknown): void;
  call(action: string, params: object): Promise<unknown>;
  on(event: 'strictValidationFailure' | 'badMessage', listener: (event: unknown) => void): void;
}

const now = (): string => new Date().toISOString();

/** The independent server checks every message of the station against the schemas of the standard. */
class StrictServer {
  readonly server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  readonly received: [string, Record<string, unknown>][] = [];
  readonly complaints: unknown[] = [];
  peer!: Peer;
  readonly #waiting = new Map<string, () => void>();

  constructor() {
    this.server.auth((accept, reject, { identity, password }) => {
      if (identity === 'cp001' && password?.toString('utf8') === 'DEADBEEFDEADBEEF') accept({}, 'ocpp1.6');
      else reject(401, 'wrong password');
    });
    this.server.on('client', (peer: Peer) => this.#serve(peer));
  }

  async listen(): Promise<string> {
    const http = await this.server.listen(0, '127.0.0.1');
    return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  }

  /** Resolves when `count` messages of this action have come. */
  seen(action: string, count = 1): Promise<void> {
    if (this.received.filter(([name]) => name === action).length >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(action, () => {
        if (this.received.filter(([name]) => name === action).length >= count) resolve();
      });
    });
  }

  #serve(peer: Peer): void {
    this.peer = peer;
    peer.on('strictValidationFailure', (failure) => this.complaints.push(failure));
    peer.on('badMessage', (failure) => this.complaints.push(failure));
    const answers: Record<string, object> = {
      BootNotification: { status: 'Accepted', interval: 300, currentTime: now() },
      Heartbeat: { currentTime: now() },
      Authorize: { idTagInfo: { status: 'Accepted' } },
      StartTransaction: { transactionId: 42, idTagInfo: { status: 'Accepted' } },
      StopTransaction: {},
      MeterValues: {},
      StatusNotification: {},
      DataTransfer: { status: 'Accepted' },
      DiagnosticsStatusNotification: {},
      FirmwareStatusNotification: {},
      LogStatusNotification: {},
      SecurityEventNotification: {},
      SignedFirmwareStatusNotification: {},
    };
    for (const [action, answer] of Object.entries(answers)) {
      peer.handle(action, ({ params }) => {
        this.received.push([action, params]);
        this.#waiting.get(action)?.();
        return answer;
      });
    }
  }
}

let csms: StrictServer;
let station: Station;

beforeEach(async () => {
  csms = new StrictServer();
  station = await Station.create(await csms.listen());
  await station.chargePoint.start();
  await csms.seen('StatusNotification', 3);
});

afterEach(async () => {
  await station.close();
  await csms.server.close({ force: true });
});

describe('a charge point at an independent strict server', () => {
  test('a whole session passes the schemas of the standard', async () => {
    await station.chargePoint.authorize('DEADBEEF');
    station.start(1, 'DEADBEEF');
    await csms.seen('MeterValues', 2);
    station.chargePoint.onError(1, {
      uuid: 'a',
      errorCode: 'GroundFailure',
      isFault: true,
      info: 'caused_by:something',
      vendorId: 'EVerest',
      vendorErrorCode: 'CX004',
      timestamp: station.now(),
    });
    station.stop(1, 'Local');
    await csms.seen('StopTransaction');

    expect(csms.complaints).toEqual([]);
    expect(csms.received.map(([action]) => action)).toEqual(
      expect.arrayContaining(['BootNotification', 'Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction']),
    );
    const [, stop] = csms.received.find(([action]) => action === 'StopTransaction')!;
    expect(stop).toMatchObject({ transactionId: 42, meterStop: 150, reason: 'Local' });
  });

  test.each<[string, object, object]>([
    ['GetConfiguration', {}, {}],
    ['ChangeConfiguration', { key: 'ConnectionTimeOut', value: '20' }, { status: 'Accepted' }],
    ['ChangeAvailability', { connectorId: 0, type: 'Inoperative' }, { status: 'Accepted' }],
    ['ClearCache', {}, { status: 'Rejected' }],
    ['DataTransfer', { vendorId: 'com.example' }, { status: 'UnknownVendorId' }],
    ['GetLocalListVersion', {}, { listVersion: 0 }],
    ['SendLocalList', { listVersion: 1, updateType: 'Full' }, { status: 'Accepted' }],
    ['RemoteStartTransaction', { idTag: 'DEADBEEF', connectorId: 9 }, { status: 'Rejected' }],
    ['RemoteStopTransaction', { transactionId: 7 }, { status: 'Rejected' }],
    ['UnlockConnector', { connectorId: 1 }, { status: 'Unlocked' }],
    ['ReserveNow', { connectorId: 1, expiryDate: now(), idTag: 'A', reservationId: 1 }, { status: 'Rejected' }],
    ['CancelReservation', { reservationId: 1 }, { status: 'Rejected' }],
    ['Reset', { type: 'Hard' }, { status: 'Accepted' }],
  ])('the answer to %s passes the schemas of the standard', async (action, request, expected) => {
    expect(await csms.peer.call(action, request)).toMatchObject(expected);
    expect(csms.complaints).toEqual([]);
  });

  test.each(['Heartbeat', 'BootNotification', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification'])(
    'a triggered %s passes the schemas of the standard',
    async (requestedMessage) => {
      const before = csms.received.filter(([action]) => action === requestedMessage).length;

      expect(await csms.peer.call('TriggerMessage', { requestedMessage })).toEqual({ status: 'Accepted' });

      await csms.seen(requestedMessage, before + 1);
      expect(csms.complaints).toEqual([]);
    },
  );

  test.each([
    ['LogStatusNotification', 'LogStatusNotification'],
    ['FirmwareStatusNotification', 'SignedFirmwareStatusNotification'],
  ])('an extended trigger of %s sends %s, which passes the schemas of the standard', async (requestedMessage, sent) => {
    expect(await csms.peer.call('ExtendedTriggerMessage', { requestedMessage })).toEqual({ status: 'Accepted' });

    await csms.seen(sent);
    expect(csms.complaints).toEqual([]);
  });
});
