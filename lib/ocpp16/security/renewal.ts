import type { Timer } from '../../clock/clock.js';
import type { CoreContext } from '../core/context.js';
import type { ClientCertificate } from './client-certificate.js';
import type { SecuritySettings } from './settings.js';
import type { StationCertificates } from './station-certificates.js';

const FIRST_CHECK_MS = 60_000;
const PERIOD_MS = 12 * 3_600_000;
/** Fewer days left than this call for a new certificate. */
const LEAST_DAYS = 30;

type Parts = Pick<CoreContext, 'clock' | 'guard' | 'log'> & {
  readonly certificates: StationCertificates;
  readonly clientCertificate: Pick<ClientCertificate, 'request'>;
  readonly securitySettings: SecuritySettings;
};

/** Security WP A02: while the station is registered and online it asks in time for the next client certificate. */
export class CertificateRenewal {
  readonly #parts: Parts;
  #timer: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The registration was accepted, or the connection of a registered station is back. */
  start(): void {
    this.close();
    this.#timer = this.#parts.clock.setTimeout(() => {
      this.#timer = this.#parts.clock.setInterval(() => this.#check(), PERIOD_MS);
      this.#check();
    }, FIRST_CHECK_MS);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #check(): void {
    this.#parts.guard.run('clientCertificateDays', () => this.#renewIfNeeded());
  }

  async #renewIfNeeded(): Promise<void> {
    const { certificates, clientCertificate, log, securitySettings } = this.#parts;
    if (securitySettings.securityProfile !== 3) return;
    const days = await certificates.clientCertificateDays();
    if (days >= LEAST_DAYS || this.#timer === undefined) return;
    log.warn({ days }, 'client certificate expires soon');
    await clientCertificate.request();
  }
}
