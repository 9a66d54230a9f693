import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RPCServer } from 'ocpp-rpc';
import { messages } from '../../../lib/ocpp16/messages/all.js';
import type { StationCertificates } from '../../../lib/ocpp16/security/station-certificates.js';
import { Station } from './support.js';

interface Peer {
  handle(action: string, handler: (call: { params: Record<string, unknown> }) => unknown): void;
  call(action: string, params: object): Promise<Record<string, unknown>>;
  on(event: 'strictValidationFailure' | 'badMessage', listener: (event: unknown) => void): void;
}

const now = (): string => new Date().toISOString();
const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a0',
  issuerKeyHash: 'b0',
  serialNumber: '01',
} as const;

/** A store that has one root and takes everything. */
const certificates: StationCertificates = {
  installRoot: () => 'Accepted',
  delete: () => 'Accepted',
  installedIds: () => [hash],
  installClientCertificate: () => 'Accepted',
  requestSigning: () => '-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n',
  clientCertificateDays: () => 100,
};

const answers: Readonly<Record<string, () => object>> = {
  Authorize: () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'PARENT', expiryDate: '2035-01-01T00:00:00Z' } }),
  BootNotification: () => ({ status: 'Accepted', interval: 300, currentTime: now() }),
  DataTransfer: () => ({ status: 'Accepted', data: 'answer' }),
  DiagnosticsStatusNotification: () => ({}),
  FirmwareStatusNotification: () => ({}),
  Heartbeat: () => ({ currentTime: now() }),
  LogStatusNotification: () => ({}),
  MeterValues: () => ({}),
  SecurityEventNotification: () => ({}),
  SignCertificate: () => ({ status: 'Accepted' }),
  SignedFirmwareStatusNotification: () => ({}),
  StartTransaction: () => ({ transactionId: 42, idTagInfo: { status: 'Accepted' } }),
  StatusNotification: () => ({}),
  StopTransaction: () => ({ idTagInfo: { status: 'Accepted' } }),
};

/** The server of another project; in strict mode it checks every frame in both directions against the standard's schemas. */
class StrictPeer {
  readonly received: [string, Record<string, unknown>][] = [];
  readonly violations: unknown[] = [];
  peer!: Peer;
  readonly #server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  #waiting: (() => void)[] = [];

  async listen(): Promise<string> {
    this.#server.auth((accept) => accept({}, 'ocpp1.6'));
    this.#server.on('client', (peer: Peer) => this.#serve(peer));
    const http = await this.#server.listen(0, '127.0.0.1');
    return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  }

  count(action: string): number {
    return this.received.filter(([name]) => name === action).length;
  }

  async seen(action: string, count: number): Promise<void> {
    while (this.count(action) < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    await this.#server.close({ force: true });
  }

  #serve(peer: Peer): void {
    this.peer = peer;
    peer.on('strictValidationFailure', (event) => this.violations.push(event));
    peer.on('badMessage', (event) => this.violations.push(event));
    for (const [action, answer] of Object.entries(answers)) {
      peer.handle(action, ({ params }) => {
        this.received.push([action, params]);
        for (const wake of this.#waiting.splice(0)) wake();
        return answer();
      });
    }
  }
}

const profiles = 'Core,FirmwareManagement,LocalAuthListManagement,RemoteTrigger,Reservation,SmartCharging';

let csms: StrictPeer;
let station: Station;

beforeEach(async () => {
  csms = new StrictPeer();
  station = await Station.create(
    await csms.listen(),
    {
      Core: { SupportedFeatureProfiles: profiles, AuthorizationCacheEnabled: true },
      Security: { SecurityProfile: 0, CpoName: 'Operator' },
      SmartCharging: { ChargeProfileMaxStackLevel: 8 },
    },
    { certificates },
  );
  await station.chargePoint.start();
  await csms.seen('StatusNotification', 3);
});

afterEach(async () => {
  await station.close();
  await csms.close();
});

async function trigger(
  request: 'TriggerMessage' | 'ExtendedTriggerMessage',
  message: string,
  sent = message,
): Promise<void> {
  const before = csms.count(sent);
  const connector = message === 'MeterValues' || message === 'StatusNotification' ? { connectorId: 1 } : {};
  expect(await csms.peer.call(request, { requestedMessage: message, ...connector })).toEqual({ status: 'Accepted' });
  await csms.seen(sent, before + 1);
}

const toCsms = namesOf((direction) => direction !== 'to-charge-point');
const toChargePoint = namesOf((direction) => direction !== 'to-csms');

function namesOf(isWanted: (direction: string) => boolean): string[] {
  const definitions = Object.entries(messages).filter(([, { direction }]) => isWanted(direction));
  return definitions.map(([action]) => action).sort();
}

const schedule = {
  chargingRateUnit: 'A',
  startSchedule: '2026-01-01T00:00:00Z',
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1 }],
};
const profile = {
  chargingProfileId: 1,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: schedule,
};
const signed = { location: 'ftp://x/f', retrieveDateTime: now(), signingCertificate: 'C', signature: 'S' };

/** A good request of every action that the central system has. */
const requests: Readonly<Record<string, object>> = {
  CancelReservation: { reservationId: 1 },
  CertificateSigned: { certificateChain: 'PEM' },
  ChangeAvailability: { connectorId: 2, type: 'Inoperative' },
  ChangeConfiguration: { key: 'ConnectionTimeOut', value: '20' },
  ClearCache: {},
  ClearChargingProfile: {},
  DataTransfer: { vendorId: 'com.example', messageId: 'm', data: 'd' },
  DeleteCertificate: { certificateHashData: hash },
  ExtendedTriggerMessage: { requestedMessage: 'Heartbeat' },
  GetCompositeSchedule: { connectorId: 1, duration: 600 },
  GetConfiguration: {},
  GetDiagnostics: { location: 'ftp://x/d' },
  GetInstalledCertificateIds: { certificateType: 'CentralSystemRootCertificate' },
  GetLocalListVersion: {},
  GetLog: { log: { remoteLocation: 'ftp://x/l' }, logType: 'DiagnosticsLog', requestId: 1 },
  InstallCertificate: { certificateType: 'CentralSystemRootCertificate', certificate: 'PEM' },
  RemoteStartTransaction: { idTag: 'DEADBEEF', connectorId: 1 },
  RemoteStopTransaction: { transactionId: 42 },
  ReserveNow: { connectorId: 1, expiryDate: '2035-01-01T00:00:00Z', idTag: 'A', reservationId: 1 },
  Reset: { type: 'Soft' },
  SendLocalList: {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }],
  },
  SetChargingProfile: { connectorId: 0, csChargingProfiles: profile },
  SignedUpdateFirmware: { requestId: 1, firmware: signed },
  TriggerMessage: { requestedMessage: 'Heartbeat' },
  UnlockConnector: { connectorId: 1 },
  UpdateFirmware: { location: 'ftp://x/f', retrieveDate: now() },
};

describe('an independent strict peer finds no violation', () => {
  test('boot, a session, and every message that a charge point has', async () => {
    const { chargePoint } = station;
    await chargePoint.authorize('DEADBEEF');
    station.start(1, 'DEADBEEF');
    await csms.seen('MeterValues', 2);
    chargePoint.onSuspendChargingEv(1);
    chargePoint.onError(1, {
      uuid: 'a',
      errorCode: 'GroundFailure',
      isFault: true,
      info: 'caused_by:something',
      vendorId: 'EVerest',
      vendorErrorCode: 'CX002',
      timestamp: station.now(),
    });
    chargePoint.onErrorCleared(1, 'a');
    station.stop(1, 'Local');
    await csms.seen('StopTransaction', 1);
    await chargePoint.dataTransfer({ vendorId: 'com.example', messageId: 'm', data: 'd' });
    chargePoint.onSecurityEvent({ type: 'TamperDetectionActivated', techInfo: 'lid', timestamp: station.now() });
    for (const message of ['BootNotification', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification']) {
      await trigger('TriggerMessage', message);
    }
    for (const message of ['Heartbeat', 'MeterValues', 'StatusNotification']) await trigger('TriggerMessage', message);
    await trigger('ExtendedTriggerMessage', 'LogStatusNotification');
    await trigger('ExtendedTriggerMessage', 'FirmwareStatusNotification', 'SignedFirmwareStatusNotification');
    await trigger('ExtendedTriggerMessage', 'SignChargePointCertificate', 'SignCertificate');
    await csms.seen('SecurityEventNotification', 2);

    expect(csms.violations).toEqual([]);
    const sent = new Set(csms.received.map(([action]) => action));
    expect([...sent].sort()).toEqual(toCsms);
  });

  test('the answers to every request that a central system has', async () => {
    station.start(1, 'DEADBEEF');
    await csms.seen('StartTransaction', 1);
    expect(Object.keys(requests).sort()).toEqual(toChargePoint);

    for (const [action, request] of Object.entries(requests)) {
      expect([action, await csms.peer.call(action, request)]).toEqual([action, expect.any(Object)]);
    }

    expect(csms.violations).toEqual([]);
  });
});
