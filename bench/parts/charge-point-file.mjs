import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sections = {
  Internal: {
    ChargePointModel: 'Bench',
    ChargePointVendor: 'everest-ts',
    FirmwareVersion: '1',
    MessageQueueSizeThreshold: 20_000,
  },
  Core: {
    AuthorizeRemoteTxRequests: false,
    ClockAlignedDataInterval: 0,
    ConnectionTimeOut: 30,
    ConnectorPhaseRotation: '0.RST,1.RST',
    GetConfigurationMaxKeys: 100,
    HeartbeatInterval: 86400,
    LocalAuthorizeOffline: false,
    LocalPreAuthorize: false,
    MeterValueSampleInterval: 0,
    MeterValuesAlignedData: 'Energy.Active.Import.Register',
    MeterValuesSampledData: 'Energy.Active.Import.Register',
    NumberOfConnectors: 2,
    ResetRetries: 1,
    StopTransactionOnInvalidId: true,
    StopTxnAlignedData: 'Energy.Active.Import.Register',
    StopTxnSampledData: 'Energy.Active.Import.Register',
    SupportedFeatureProfiles: 'Core,RemoteTrigger,SmartCharging',
    TransactionMessageAttempts: 1,
    TransactionMessageRetryInterval: 10,
    UnlockConnectorOnEVSideDisconnect: true,
  },
  SmartCharging: {
    ChargeProfileMaxStackLevel: 100,
    ChargingScheduleAllowedChargingRateUnit: 'Current,Power',
    ChargingScheduleMaxPeriods: 100,
    MaxChargingProfilesInstalled: 1_000,
  },
  Security: { SecurityProfile: 0 },
};

/** Writes the configuration of a charge point; returns the names of it and of the file for changes. */
export function writeChargePointFile(folder, identity, uri) {
  const own = { ChargePointId: identity, ChargeBoxSerialNumber: identity, CentralSystemURI: uri };
  const configPath = join(folder, `${identity}.json`);
  writeFileSync(configPath, JSON.stringify({ ...sections, Internal: { ...sections.Internal, ...own } }));
  return { configPath, userConfigPath: join(folder, `${identity}-user.json`) };
}
