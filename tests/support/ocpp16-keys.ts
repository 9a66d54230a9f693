export type Keys = Record<string, boolean | number | string>;

/** What section Internal of a station has to say; `cp001` at the address `uri`. */
export function internalKeys(uri: string): Keys {
  return {
    ChargePointId: 'cp001',
    CentralSystemURI: uri,
    ChargeBoxSerialNumber: 'cp001',
    ChargePointModel: 'Yeti',
    ChargePointVendor: 'Pionix',
    FirmwareVersion: '0.1',
  };
}

/** All keys that section Core has to have; for what a test looks at, it has its own. */
export const coreKeys: Keys = {
  AuthorizeRemoteTxRequests: false,
  ClockAlignedDataInterval: 0,
  ConnectionTimeOut: 10,
  ConnectorPhaseRotation: '0.RST,1.RST',
  GetConfigurationMaxKeys: 100,
  HeartbeatInterval: 86400,
  LocalAuthorizeOffline: false,
  LocalPreAuthorize: false,
  MeterValuesAlignedData: 'Energy.Active.Import.Register',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  MeterValueSampleInterval: 0,
  NumberOfConnectors: 2,
  ResetRetries: 1,
  StopTransactionOnEVSideDisconnect: true,
  StopTransactionOnInvalidId: true,
  StopTxnAlignedData: '',
  StopTxnSampledData: '',
  SupportedFeatureProfiles: 'Core,LocalAuthListManagement,RemoteTrigger,Reservation',
  TransactionMessageAttempts: 3,
  TransactionMessageRetryInterval: 1,
  UnlockConnectorOnEVSideDisconnect: true,
};
