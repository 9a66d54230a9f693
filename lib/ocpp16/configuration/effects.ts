import type { ConfigurationEffect } from './change-outcome.js';
import type { JsonValue } from './key-definition.js';

/** What follows from an accepted change, beyond the stored value being read at its next use. */
export function effectsOf(key: string, value: JsonValue, securityProfile: number): readonly ConfigurationEffect[] {
  switch (key) {
    case 'HeartbeatInterval':
      return [{ kind: 'heartbeat-interval', intervalS: Number(value) }];
    case 'MeterValueSampleInterval':
      return [{ kind: 'sample-interval', intervalS: Number(value) }];
    case 'ClockAlignedDataInterval':
      return [{ kind: 'aligned-interval', intervalS: Number(value) }];
    case 'ConnectionTimeOut':
      return [{ kind: 'connection-timeout', timeoutS: Number(value) }];
    case 'WebSocketPingInterval':
      return [{ kind: 'websocket-ping-interval', intervalS: Number(value) }];
    case 'AuthorizationKey':
      return securityProfile === 1 || securityProfile === 2 ? [{ kind: 'reconnect-with-new-password' }] : [];
    case 'ISO15118CertificateManagementEnabled':
      return [{ kind: 'certificate-management', isEnabled: value === true }];
    case 'OcspRequestInterval':
      return [{ kind: 'ocsp-interval', intervalS: Number(value) }];
    case 'NextTimeOffsetTransitionDateTime':
      return [{ kind: 'time-offset-transition', at: typeof value === 'string' ? value : '' }];
    case 'DefaultPrice':
      return [{ kind: 'default-price' }];
    default:
      return [];
  }
}
