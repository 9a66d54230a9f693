import type { Action, Request, Response } from '../../../../../lib/ocpp16/messages/index.js';

type Examples = { readonly [A in Action]: { readonly request: Request<A>; readonly response: Response<A> } };

const at = '2026-03-04T05:06:07.890Z';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a1', issuerKeyHash: 'b2', serialNumber: '0c' } as const;
const schedule = {
  duration: 3600,
  startSchedule: at,
  chargingRateUnit: 'A',
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1, numberPhases: 3 }],
  minChargingRate: 6,
} as const;
const profile = {
  chargingProfileId: 7,
  transactionId: 3,
  stackLevel: 0,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  validFrom: at,
  validTo: at,
  chargingSchedule: schedule,
} as const;
const reading = {
  timestamp: at,
  sampledValue: [
    {
      value: '230.00',
      context: 'Sample.Periodic',
      format: 'Raw',
      measurand: 'Voltage',
      phase: 'L1-N',
      location: 'Outlet',
      unit: 'V',
    },
    { value: '21.50', measurand: 'Temperature', unit: 'Celsius', location: 'Body' },
  ],
} as const;

/** One payload a direction for every action, with every member that the action has. */
export const examples: Examples = {
  Authorize: {
    request: { idTag: 'DEADBEEF' },
    response: { idTagInfo: { status: 'Accepted', expiryDate: at, parentIdTag: 'FLEET' } },
  },
  BootNotification: {
    request: {
      chargePointVendor: 'Vendor',
      chargePointModel: 'Model',
      chargePointSerialNumber: '1',
      chargeBoxSerialNumber: '2',
      firmwareVersion: '1.0',
      iccid: '3',
      imsi: '4',
      meterType: 'meter',
      meterSerialNumber: '5',
    },
    response: { status: 'Accepted', currentTime: at, interval: 300 },
  },
  CancelReservation: { request: { reservationId: 4 }, response: { status: 'Accepted' } },
  CertificateSigned: { request: { certificateChain: 'pem' }, response: { status: 'Accepted' } },
  ChangeAvailability: { request: { connectorId: 0, type: 'Inoperative' }, response: { status: 'Scheduled' } },
  ChangeConfiguration: {
    request: { key: 'HeartbeatInterval', value: '60' },
    response: { status: 'RebootRequired' },
  },
  ClearCache: { request: {}, response: { status: 'Rejected' } },
  ClearChargingProfile: {
    request: { id: 7, connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 0 },
    response: { status: 'Unknown' },
  },
  DataTransfer: {
    request: { vendorId: 'org.example', messageId: 'Hello', data: 'text' },
    response: { status: 'UnknownVendorId', data: 'text' },
  },
  DeleteCertificate: { request: { certificateHashData: hash }, response: { status: 'NotFound' } },
  DiagnosticsStatusNotification: { request: { status: 'UploadFailed' }, response: {} },
  ExtendedTriggerMessage: {
    request: { requestedMessage: 'SignChargePointCertificate', connectorId: 1 },
    response: { status: 'NotImplemented' },
  },
  FirmwareStatusNotification: { request: { status: 'Downloading' }, response: {} },
  GetCompositeSchedule: {
    request: { connectorId: 1, duration: 600, chargingRateUnit: 'W' },
    response: { status: 'Accepted', connectorId: 1, scheduleStart: at, chargingSchedule: schedule },
  },
  GetConfiguration: {
    request: { key: ['HeartbeatInterval', 'Nonsense'] },
    response: {
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '60' }],
      unknownKey: ['Nonsense'],
    },
  },
  GetDiagnostics: {
    request: { location: 'ftp://127.0.0.1/in', retries: 1, retryInterval: 5, startTime: at, stopTime: at },
    response: { fileName: 'diagnostics.zip' },
  },
  GetInstalledCertificateIds: {
    request: { certificateType: 'ManufacturerRootCertificate' },
    response: { status: 'Accepted', certificateHashData: [hash] },
  },
  GetLocalListVersion: { request: {}, response: { listVersion: -1 } },
  GetLog: {
    request: {
      logType: 'SecurityLog',
      requestId: 9,
      retries: 1,
      retryInterval: 5,
      log: { remoteLocation: 'ftp://127.0.0.1/in', oldestTimestamp: at, latestTimestamp: at },
    },
    response: { status: 'AcceptedCanceled', filename: 'log.zip' },
  },
  Heartbeat: { request: {}, response: { currentTime: at } },
  InstallCertificate: {
    request: { certificateType: 'CentralSystemRootCertificate', certificate: 'pem' },
    response: { status: 'Failed' },
  },
  LogStatusNotification: { request: { status: 'PermissionDenied', requestId: 9 }, response: {} },
  MeterValues: { request: { connectorId: 1, transactionId: 3, meterValue: [reading] }, response: {} },
  RemoteStartTransaction: {
    request: { connectorId: 1, idTag: 'DEADBEEF', chargingProfile: profile },
    response: { status: 'Accepted' },
  },
  RemoteStopTransaction: { request: { transactionId: 3 }, response: { status: 'Rejected' } },
  ReserveNow: {
    request: { connectorId: 1, expiryDate: at, idTag: 'DEADBEEF', parentIdTag: 'FLEET', reservationId: 4 },
    response: { status: 'Occupied' },
  },
  Reset: { request: { type: 'Soft' }, response: { status: 'Accepted' } },
  SecurityEventNotification: {
    request: { type: 'StartupOfTheDevice', timestamp: at, techInfo: 'started' },
    response: {},
  },
  SendLocalList: {
    request: {
      listVersion: 2,
      localAuthorizationList: [
        { idTag: 'DEADBEEF', idTagInfo: { status: 'Accepted', expiryDate: at, parentIdTag: 'FLEET' } },
        { idTag: 'GONE' },
      ],
      updateType: 'Differential',
    },
    response: { status: 'VersionMismatch' },
  },
  SetChargingProfile: {
    request: { connectorId: 1, csChargingProfiles: profile },
    response: { status: 'NotSupported' },
  },
  SignCertificate: { request: { csr: 'pem' }, response: { status: 'Accepted' } },
  SignedFirmwareStatusNotification: { request: { status: 'SignatureVerified', requestId: 9 }, response: {} },
  SignedUpdateFirmware: {
    request: {
      retries: 1,
      retryInterval: 5,
      requestId: 9,
      firmware: {
        location: 'https://127.0.0.1/fw',
        retrieveDateTime: at,
        installDateTime: at,
        signingCertificate: 'pem',
        signature: 'c2ln',
      },
    },
    response: { status: 'RevokedCertificate' },
  },
  StartTransaction: {
    request: { connectorId: 1, idTag: 'DEADBEEF', meterStart: 0, reservationId: 4, timestamp: at },
    response: { idTagInfo: { status: 'ConcurrentTx', expiryDate: at, parentIdTag: 'FLEET' }, transactionId: 3 },
  },
  StatusNotification: {
    request: {
      connectorId: 1,
      errorCode: 'OtherError',
      info: 'caused by a test',
      status: 'Faulted',
      timestamp: at,
      vendorId: 'EVerest',
      vendorErrorCode: 'CX001',
    },
    response: {},
  },
  StopTransaction: {
    request: {
      idTag: 'DEADBEEF',
      meterStop: 1200,
      timestamp: at,
      transactionId: 3,
      reason: 'EVDisconnected',
      transactionData: [reading],
    },
    response: { idTagInfo: { status: 'Expired', expiryDate: at, parentIdTag: 'FLEET' } },
  },
  TriggerMessage: {
    request: { requestedMessage: 'DiagnosticsStatusNotification', connectorId: 1 },
    response: { status: 'Accepted' },
  },
  UnlockConnector: { request: { connectorId: 1 }, response: { status: 'UnlockFailed' } },
  UpdateFirmware: {
    request: { location: 'ftp://127.0.0.1/fw', retries: 1, retrieveDate: at, retryInterval: 5 },
    response: {},
  },
};
