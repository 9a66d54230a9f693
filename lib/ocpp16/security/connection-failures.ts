import type { ConnectionFailure } from '../../ocpp-j/index.js';
import type { SecurityEvents } from '../core/boot/security-events.js';

/** Security WP A00: what a failed attempt to connect says about the security of the station or of the central system. */
export class ConnectionFailures {
  readonly #security: Pick<SecurityEvents, 'raise'>;
  /** A wrong certificate is reported once until a connection succeeds, not at every retry. */
  #isCertificateReported = false;

  constructor(security: Pick<SecurityEvents, 'raise'>) {
    this.#security = security;
  }

  connected(): void {
    this.#isCertificateReported = false;
  }

  failed({ kind }: ConnectionFailure): void {
    switch (kind) {
      case 'unauthorized':
      case 'client-certificate':
        return this.#security.raise({ type: 'FailedToAuthenticateAtCsms' });
      case 'tls-version':
        return this.#security.raise({ type: 'InvalidTLSVersion' });
      case 'tls-cipher':
        return this.#security.raise({ type: 'InvalidTLSCipherSuite' });
      case 'server-certificate':
        return this.#certificateRefused();
      default:
      // nobody's certificate is to blame
    }
  }

  #certificateRefused(): void {
    if (this.#isCertificateReported) return;
    this.#isCertificateReported = true;
    this.#security.raise({ type: 'InvalidCentralSystemCertificate', isCritical: true });
  }
}
