import type { Configuration, ConfigurationKey } from '../configuration/index.js';
import type { CoreSettings } from '../core/settings.js';
import type { PingSettings } from '../../ocpp-j/index.js';
import type { LinkSettings } from '../link/index.js';
import { isAction } from '../messages/index.js';

/** Keys that may be absent, and what their absence means. */
const DEFAULT_QUEUE_SIZE = 1000;
const DEFAULT_PROFILE_SWITCH_TIMEOUT_S = 20;

/** The present values of the configuration keys that the core profile reads. */
export function coreSettings(configuration: Configuration): CoreSettings {
  const isTrue = (key: ConfigurationKey): boolean => configuration.get(key) === true;
  return {
    get numberOfConnectors() {
      return configuration.get('NumberOfConnectors');
    },
    get minimumStatusDurationS() {
      return configuration.get('MinimumStatusDuration') ?? 0;
    },
    get reportClearedErrors() {
      return isTrue('ReportClearedErrors');
    },
    get reportSuspendedEvseReasonChange() {
      return isTrue('ReportSuspendedEVSEReasonChange');
    },
    get meterValueSampleIntervalS() {
      return configuration.get('MeterValueSampleInterval');
    },
    get clockAlignedDataIntervalS() {
      return configuration.get('ClockAlignedDataInterval');
    },
    get meterValuesSampledData() {
      return configuration.measurands('MeterValuesSampledData');
    },
    get meterValuesAlignedData() {
      return configuration.measurands('MeterValuesAlignedData');
    },
    get stopTxnSampledData() {
      return configuration.measurands('StopTxnSampledData');
    },
    get stopTxnAlignedData() {
      return configuration.measurands('StopTxnAlignedData');
    },
    get maxMessageSizeBytes() {
      return configuration.get('MaxMessageSize');
    },
    get stopTransactionOnInvalidId() {
      return isTrue('StopTransactionOnInvalidId');
    },
    get unlockConnectorOnEvSideDisconnect() {
      return isTrue('UnlockConnectorOnEVSideDisconnect');
    },
    get localPreAuthorize() {
      return isTrue('LocalPreAuthorize');
    },
    get localAuthorizeOffline() {
      return isTrue('LocalAuthorizeOffline');
    },
    get localAuthListEnabled() {
      return isTrue('LocalAuthListEnabled');
    },
    get localAuthListMaxLength() {
      return configuration.get('LocalAuthListMaxLength') ?? Infinity;
    },
    get sendLocalListMaxLength() {
      return configuration.get('SendLocalListMaxLength') ?? Infinity;
    },
    get authorizationCacheEnabled() {
      return isTrue('AuthorizationCacheEnabled');
    },
    get allowOfflineTxForUnknownId() {
      return isTrue('AllowOfflineTxForUnknownId');
    },
    get authorizeRemoteTxRequests() {
      return isTrue('AuthorizeRemoteTxRequests');
    },
    get rejectRemoteStartWithoutConnectorId() {
      return isTrue('RejectRemoteStartTransactionWithoutConnectorId');
    },
    get remoteStartWithoutConnectorIdFindFirst() {
      return isTrue('RemoteStartTransactionWithoutConnectorIdFindFirst');
    },
    get waitForStopTransactionsOnResetTimeoutS() {
      return configuration.get('WaitForStopTransactionsOnResetTimeout');
    },
    get stopTransactionIfUnlockNotSupported() {
      return isTrue('StopTransactionIfUnlockNotSupported');
    },
    get reserveConnectorZeroSupported() {
      return isTrue('ReserveConnectorZeroSupported');
    },
    get disableSecurityEventNotifications() {
      return isTrue('DisableSecurityEventNotifications');
    },
    get heartbeatIntervalS() {
      return configuration.get('HeartbeatInterval');
    },
    hasProfile: (profile) => [...configuration.profiles].some((offered) => offered === profile),
    names: (profile) => configuration.list('SupportedFeatureProfiles').includes(profile),
  };
}

export function linkSettings(configuration: Configuration): LinkSettings {
  return {
    transactionMessageAttempts: configuration.get('TransactionMessageAttempts'),
    transactionMessageRetryIntervalS: configuration.get('TransactionMessageRetryInterval'),
    queueAllMessages: configuration.get('QueueAllMessages') === true,
    discardForQueueing: discarded(configuration),
    queueSizeThreshold: configuration.get('MessageQueueSizeThreshold') ?? DEFAULT_QUEUE_SIZE,
    disableSecurityEventNotifications: configuration.get('DisableSecurityEventNotifications'),
  };
}

/** One name that is no action voids the rest of the list. */
function discarded(configuration: Configuration): ReadonlySet<string> {
  const names = configuration.list('MessageTypesDiscardForQueueing');
  const unknown = names.findIndex((name) => !isAction(name));
  return new Set(unknown < 0 ? names : names.slice(0, unknown));
}

/** Milliseconds a new security profile has for its first connection. */
export function profileSwitchTimeoutMs(configuration: Configuration): number {
  return (configuration.get('SwitchSecurityProfileConnectionTimeout') ?? DEFAULT_PROFILE_SWITCH_TIMEOUT_S) * 1000;
}

/** Pings of the connection; they are asked for at each tick, so that a change needs no new connection. */
export function pingSettings(configuration: Configuration): PingSettings {
  return {
    intervalS: configuration.get('WebSocketPingInterval') ?? 0,
    pongTimeoutS: configuration.get('WebsocketPongTimeout'),
    payload: configuration.get('WebsocketPingPayload'),
  };
}
