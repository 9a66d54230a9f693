import type { KnownSection } from '../sections.js';

/** A variable of the OCPP 2.x device model, or the `maxLimit` of its characteristics. */
export interface VariableName {
  readonly component: string;
  readonly componentInstance?: string;
  readonly variable: string;
  readonly instance?: string;
}

export interface KeyPlace extends VariableName {
  readonly part: 'value' | 'maxLimit';
}

type Place = readonly [component: string, variable?: string, part?: 'value' | 'maxLimit', instance?: string];

/** Configuration keys with a counterpart in OCPP 2.x; without a second word the variable has the name of the key. */
const places: Readonly<Record<string, Place>> = {
  AllowOfflineTxForUnknownId: ['AuthCtrlr', 'OfflineTxForUnknownIdEnabled'],
  AuthorizationCacheEnabled: ['AuthCacheCtrlr', 'Enabled'],
  AuthorizeRemoteTxRequests: ['AuthCtrlr', 'AuthorizeRemoteStart'],
  LocalAuthorizeOffline: ['AuthCtrlr'],
  LocalPreAuthorize: ['AuthCtrlr'],
  ClockAlignedDataInterval: ['AlignedDataCtrlr', 'Interval'],
  ConnectionTimeOut: ['TxCtrlr', 'EVConnectionTimeOut'],
  HeartbeatInterval: ['OCPPCommCtrlr'],
  WebSocketPingInterval: ['OCPPCommCtrlr'],
  ResetRetries: ['OCPPCommCtrlr'],
  MaxEnergyOnInvalidId: ['TxCtrlr'],
  StopTransactionOnInvalidId: ['TxCtrlr', 'StopTxOnInvalidId'],
  MeterValuesAlignedData: ['AlignedDataCtrlr', 'Measurands'],
  MeterValuesAlignedDataMaxLength: ['AlignedDataCtrlr', 'Measurands', 'maxLimit'],
  MeterValuesSampledData: ['SampledDataCtrlr', 'TxUpdatedMeasurands'],
  MeterValuesSampledDataMaxLength: ['SampledDataCtrlr', 'TxUpdatedMeasurands', 'maxLimit'],
  MeterValueSampleInterval: ['SampledDataCtrlr', 'TxUpdatedInterval'],
  StopTxnAlignedData: ['AlignedDataCtrlr', 'TxEndedMeasurands'],
  StopTxnAlignedDataMaxLength: ['AlignedDataCtrlr', 'TxEndedMeasurands', 'maxLimit'],
  StopTxnSampledData: ['SampledDataCtrlr', 'TxEndedMeasurands'],
  StopTxnSampledDataMaxLength: ['SampledDataCtrlr', 'TxEndedMeasurands', 'maxLimit'],
  TransactionMessageAttempts: ['OCPPCommCtrlr', 'MessageAttempts'],
  TransactionMessageRetryInterval: ['OCPPCommCtrlr', 'MessageAttemptInterval'],
  SupportedFileTransferProtocols: ['OCPPCommCtrlr', 'FileTransferProtocols'],
  LocalAuthListEnabled: ['LocalAuthListCtrlr', 'Enabled'],
  LocalAuthListMaxLength: ['LocalAuthListCtrlr', 'Entries', 'maxLimit'],
  SendLocalListMaxLength: ['LocalAuthListCtrlr', 'ItemsPerMessage'],
  ChargeProfileMaxStackLevel: ['SmartChargingCtrlr', 'ProfileStackLevel'],
  ChargingScheduleAllowedChargingRateUnit: ['SmartChargingCtrlr', 'RateUnit'],
  ChargingScheduleMaxPeriods: ['SmartChargingCtrlr', 'PeriodsPerSchedule'],
  MaxChargingProfilesInstalled: ['SmartChargingCtrlr', 'Entries', 'maxLimit', 'ChargingProfiles'],
  ConnectorSwitch3to1PhaseSupported: ['SmartChargingCtrlr', 'Phases3to1'],
  IgnoredProfilePurposesOffline: ['SmartChargingCtrlr'],
  CompositeScheduleDefaultLimitAmps: ['SmartChargingCtrlr'],
  CompositeScheduleDefaultLimitWatts: ['SmartChargingCtrlr'],
  CompositeScheduleDefaultNumberPhases: ['SmartChargingCtrlr'],
  SupplyVoltage: ['SmartChargingCtrlr'],
  RetryBackoffRandomRange: ['OCPPCommCtrlr', 'RetryBackOffRandomRange'],
  RetryBackoffRepeatTimes: ['OCPPCommCtrlr', 'RetryBackOffRepeatTimes'],
  RetryBackoffWaitMinimum: ['OCPPCommCtrlr', 'RetryBackOffWaitMinimum'],
  QueueAllMessages: ['OCPPCommCtrlr'],
  MessageTypesDiscardForQueueing: ['OCPPCommCtrlr'],
  SeccLeafSubjectCommonName: ['ISO15118Ctrlr', 'SeccId'],
  SeccLeafSubjectCountry: ['ISO15118Ctrlr', 'CountryName'],
  SeccLeafSubjectOrganization: ['ISO15118Ctrlr', 'OrganizationName'],
  ISO15118PnCEnabled: ['ISO15118Ctrlr', 'PnCEnabled'],
  CentralContractValidationAllowed: ['ISO15118Ctrlr'],
  ContractValidationOffline: ['ISO15118Ctrlr'],
  CpoName: ['SecurityCtrlr', 'OrganizationName'],
  CertificateSignedMaxChainSize: ['SecurityCtrlr', 'MaxCertificateChainSize'],
  CertificateStoreMaxLength: ['SecurityCtrlr', 'CertificateEntries'],
  AdditionalRootCertificateCheck: ['SecurityCtrlr'],
  CertSigningWaitMinimum: ['SecurityCtrlr'],
  CertSigningRepeatTimes: ['SecurityCtrlr'],
  NumberOfDecimalsForCostValues: ['TariffCostCtrlr'],
  TimeOffset: ['ClockCtrlr'],
  NextTimeOffsetTransitionDateTime: ['ClockCtrlr'],
  TimeOffsetNextTransition: ['ClockCtrlr', 'TimeOffset', 'value', 'NextTransition'],
};

/** Keys of the connection; each slot of `NetworkConfiguration` has its own. */
export const networkVariables: Readonly<Record<string, string>> = {
  CentralSystemURI: 'OcppCsmsUrl',
  SecurityProfile: 'SecurityProfile',
  AuthorizationKey: 'BasicAuthPassword',
  ChargePointId: 'Identity',
  HostName: 'HostName',
};

const legacySections: ReadonlySet<KnownSection> = new Set<KnownSection>([
  'Core',
  'Reservation',
  'PnC',
  'Security',
  'CostAndPrice',
]);

/** Where the value of a key is kept; keys without a counterpart keep their name in one of two components of our own. */
export function placeOf(section: KnownSection, key: string, slot: number): KeyPlace {
  const ofSlot = networkVariables[key];
  if (ofSlot !== undefined) return { ...slotVariable(slot, ofSlot), part: 'value' };
  const [component, variable = key, part = 'value', instance] = places[key] ?? [ownComponent(section)];
  return { component, variable, part, ...(instance !== undefined && { instance }) };
}

export function slotVariable(slot: number, variable: string): VariableName {
  return { component: 'NetworkConfiguration', componentInstance: String(slot), variable };
}

function ownComponent(section: KnownSection): string {
  return legacySections.has(section) ? 'OCPP16LegacyCtrlr' : 'InternalCtrlr';
}

/** Variables whose lists of possible values make up SupportedMeasurands, in this order. */
export const measurandVariables: readonly VariableName[] = [
  { component: 'AlignedDataCtrlr', variable: 'Measurands' },
  { component: 'AlignedDataCtrlr', variable: 'TxEndedMeasurands' },
  { component: 'SampledDataCtrlr', variable: 'TxEndedMeasurands' },
  { component: 'SampledDataCtrlr', variable: 'TxStartedMeasurands' },
  { component: 'SampledDataCtrlr', variable: 'TxUpdatedMeasurands' },
];
