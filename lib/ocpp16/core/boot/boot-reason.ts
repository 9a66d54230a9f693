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

/** Security WP A04: the event that a start is, in the words that central systems know from EVerest. */
export function bootEvent(reason: BootReason): SecurityEvent {
  switch (reason) {
    case 'RemoteReset':
      return { type: 'ResetOrReboot', techInfo: 'Charging Station rebooted due to requested remote reset!' };
    case 'ScheduledReset':
      return { type: 'ResetOrReboot', techInfo: 'Charging Station rebooted due to a scheduled reset!' };
    case 'FirmwareUpdate':
      return { type: 'FirmwareUpdated', techInfo: 'Charging Station rebooted due to firmware update!' };
    default:
      return { type: 'StartupOfTheDevice', techInfo: 'The Charge Point has booted' };
  }
}
