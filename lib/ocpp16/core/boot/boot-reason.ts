import type { SecurityEvent } from './security-events.js';

/** Why the station starts. */
export type BootReason =
  | 'ApplicationReset'
  | 'FirmwareUpdate'
  | 'LocalReset'
  | 'PowerUp'
  | 'RemoteReset'
  | 'ScheduledReset'
  | 'Triggered'
  | 'Unknown'
  | 'Watchdog';

/** Security WP A04: the event that a start is. */
export function bootEvent(reason: BootReason): SecurityEvent {
  switch (reason) {
    case 'RemoteReset':
      return { type: 'ResetOrReboot', techInfo: 'The Charge Point rebooted due to a remote reset' };
    case 'ScheduledReset':
      return { type: 'ResetOrReboot', techInfo: 'The Charge Point rebooted due to a scheduled reset' };
    case 'FirmwareUpdate':
      return { type: 'FirmwareUpdated', techInfo: 'The Charge Point rebooted due to a firmware update' };
    default:
      return { type: 'StartupOfTheDevice', techInfo: 'The Charge Point has booted' };
  }
}
