import type { Clock } from '../lib/clock/clock.js';
import { certifyKey, readSigningRequest, type Credentials } from '../lib/pki/index.js';

const DAY_MS = 24 * 3_600_000;
/** Clocks of stations may be a little behind. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface AuthorityOptions {
  /** Certificate and key of the authority that signs; PEM. */
  readonly issuer: Credentials;
  /** Default 365. */
  readonly validDays?: number;
}

/** Security WP A02: signs the certificates that charge points ask for. */
export class CertificateAuthority {
  readonly #options: AuthorityOptions;
  readonly #clock: Clock;

  constructor(options: AuthorityOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /**
   * The chain for CertificateSigned, leaf first: a client of the central system, or a server for cars. Undefined when the request is none, or was not made with its own key.
   */
  async sign(csr: string, usage: 'clientAuth' | 'serverAuth' = 'clientAuth'): Promise<string | undefined> {
    const request = await readSigningRequest(csr);
    if (request === undefined) return undefined;
    const { issuer, validDays = 365 } = this.#options;
    const nowMs = this.#clock.now();
    const certificate = await certifyKey(request.publicKey, {
      subject: request.subject,
      issuer,
      notBefore: new Date(nowMs - CLOCK_TOLERANCE_MS),
      notAfter: new Date(nowMs + validDays * DAY_MS),
      extendedKeyUsage: [usage],
    });
    return certificate + issuer.certificate;
  }
}
