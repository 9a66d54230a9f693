import type { CoreContext } from '../context.js';
import { wireTime } from '../wire-time.js';

/** Security WP A04: these are sent to the central system unless somebody decides otherwise. */
const criticalTypes: ReadonlySet<string> = new Set([
  'FirmwareUpdated',
  'SettingSystemTime',
  'ResetOrReboot',
  'StartupOfTheDevice',
  'SecurityLogWasCleared',
  'MemoryExhaustion',
  'TamperDetectionActivated',
]);

const MAX_TYPE_LENGTH = 50;
const MAX_TECH_INFO_LENGTH = 255;

export interface SecurityEvent {
  readonly type: string;
  readonly techInfo?: string;
  /** RFC 3339; now when absent. */
  readonly timestamp?: string;
  /** Whether to send it; by type when absent. */
  readonly isCritical?: boolean;
}

/** One line of the security log. */
export interface SecurityLogEntry {
  readonly type: string;
  readonly timestamp: string;
  readonly techInfo?: string;
}

type Parts = Pick<CoreContext, 'callbacks' | 'clock' | 'guard' | 'outbox' | 'settings'> & {
  readonly securityLog: (entry: SecurityLogEntry) => void;
};

/** Security WP A04: every event goes to the security log, critical ones to the central system as well. */
export class SecurityEvents {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** An event that the application reports. */
  report({ type, techInfo, timestamp, isCritical = criticalTypes.has(type) }: SecurityEvent): void {
    const { clock, guard, outbox, securityLog, settings } = this.#parts;
    const entry = {
      type: type.slice(0, MAX_TYPE_LENGTH),
      timestamp: wireTime(timestamp, clock),
      ...(techInfo !== undefined && { techInfo: techInfo.slice(0, MAX_TECH_INFO_LENGTH) }),
    };
    guard.run('securityLog', () => securityLog(entry));
    if (isCritical && !settings.disableSecurityEventNotifications) outbox.notify('SecurityEventNotification', entry);
  }

  /** An event of the library itself; the application hears of it. */
  raise(event: SecurityEvent): void {
    this.report(event);
    const { callbacks, guard } = this.#parts;
    guard.run('securityEvent', () => callbacks.securityEvent?.(event.type, event.techInfo ?? ''));
  }
}
