import type { Measurand } from '../messages/index.js';

/** The configuration keys the core profile reads. Every read gives the present value, so a change acts at once. */
export interface CoreSettings {
  readonly numberOfConnectors: number;
  /** Seconds; 0 reports each status at once. */
  readonly minimumStatusDurationS: number;
  readonly reportClearedErrors: boolean;
  readonly reportSuspendedEvseReasonChange: boolean;
  /** Seconds; 0 switches sampling off. */
  readonly meterValueSampleIntervalS: number;
  /** Seconds; 0 switches clock-aligned values off. */
  readonly clockAlignedDataIntervalS: number;
  readonly meterValuesSampledData: readonly Measurand[];
  readonly meterValuesAlignedData: readonly Measurand[];
  readonly stopTxnSampledData: readonly Measurand[];
  readonly stopTxnAlignedData: readonly Measurand[];
  /** Bytes of the StopTransaction payload above which its data is thinned. */
  readonly maxMessageSizeBytes: number;
  readonly stopTransactionOnInvalidId: boolean;
  readonly unlockConnectorOnEvSideDisconnect: boolean;
  readonly localPreAuthorize: boolean;
  readonly localAuthorizeOffline: boolean;
  readonly localAuthListEnabled: boolean;
  /** `LocalAuthListMaxLength`: entries the local list may have. */
  readonly localAuthListMaxLength: number;
  /** `SendLocalListMaxLength`: entries one SendLocalList may carry. */
  readonly sendLocalListMaxLength: number;
  readonly authorizationCacheEnabled: boolean;
  readonly allowOfflineTxForUnknownId: boolean;
  readonly authorizeRemoteTxRequests: boolean;
  readonly rejectRemoteStartWithoutConnectorId: boolean;
  readonly remoteStartWithoutConnectorIdFindFirst: boolean;
  /** Seconds. */
  readonly waitForStopTransactionsOnResetTimeoutS: number;
  readonly stopTransactionIfUnlockNotSupported: boolean;
  readonly reserveConnectorZeroSupported: boolean;
  readonly disableSecurityEventNotifications: boolean;
  /** Seconds; 0 stops the heartbeat. */
  readonly heartbeatIntervalS: number;
  /** Whether a profile is in the set of offered feature profiles. */
  readonly hasProfile: (profile: string) => boolean;
  /** Whether the configured `SupportedFeatureProfiles` itself names the profile. */
  readonly names: (profile: string) => boolean;
}
