import type { Configuration } from '../configuration/index.js';
import type { ConnectionReport } from '../core/callbacks.js';
import { ConnectionFailures } from '../security/connection-failures.js';
import type { ChargePointTransport } from './options.js';
import type { Parts } from './parts.js';
import { networkProfile } from './ready-interface.js';
import { SecurityProfileSwitch } from './security-profile-switch.js';
import { profileSwitchTimeoutMs } from './settings.js';

type WatchParts = Pick<Parts, 'callbacks' | 'clock' | 'guard' | 'log' | 'security' | 'statuses' | 'store'> & {
  readonly configuration: Configuration;
  readonly isBooted: () => boolean;
  readonly isConnected: () => boolean;
  readonly transport: ChargePointTransport;
};

/** What coming and going of the connection means for the rest of the station. */
export class ConnectionWatch {
  readonly profileSwitch: SecurityProfileSwitch;
  readonly #parts: WatchParts;
  readonly #failures: ConnectionFailures;
  #isClosed = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    const { configuration, security, transport } = parts;
    this.#failures = new ConnectionFailures(security);
    this.profileSwitch = new SecurityProfileSwitch({
      ...parts,
      timeoutMs: () => profileSwitchTimeoutMs(configuration),
      reconnect: () => transport.reconnect({ isAtOnce: true }),
      current: () => configuration.get('SecurityProfile'),
      restore: async (securityProfile) => configuration.set('SecurityProfile', securityProfile),
    });
    transport.onFailed?.((failure) => {
      if (!this.#isClosed) this.#failures.failed(failure);
    });
  }

  /** OCPP 1.6 §4.9: after a reconnect the statuses are told anew; changes of the time without connection were lost. */
  connected(): void {
    this.#report(true);
    this.profileSwitch.connected();
    if (this.#parts.isBooted()) this.#parts.statuses.reportAll();
    this.#failures.connected();
  }

  disconnected(): void {
    this.#report(false);
  }

  close(): void {
    this.#isClosed = true;
    this.profileSwitch.close();
  }

  #report(isConnected: boolean): void {
    const { callbacks, configuration, guard } = this.#parts;
    const report: ConnectionReport = { isConnected, ...networkProfile(configuration) };
    guard.run('connectionStateChanged', () => callbacks.connectionStateChanged?.(report));
  }
}
