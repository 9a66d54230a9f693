import type { SecurityEvents } from '../core/boot/security-events.js';
import type { CoreContext } from '../core/context.js';
import type { Register } from '../core/unavailable/unavailable-features.js';
import { ClientCertificate } from './client-certificate.js';
import { deleteCertificate, getInstalledCertificateIds, installCertificate } from './installed-certificates.js';
import { CertificateRenewal } from './renewal.js';
import type { SecuritySettings } from './settings.js';
import type { StationCertificates } from './station-certificates.js';

type Parts = CoreContext & {
  /** Absent: the station has no certificates, and the standard's refusals stay. */
  readonly certificates: StationCertificates | undefined;
  readonly reconnect: () => void;
  readonly security: SecurityEvents;
  readonly securitySettings: SecuritySettings;
};

/** The certificates of the security extension: messages about them, and their renewal. */
export class SecurityControl {
  readonly clientCertificate: ClientCertificate | undefined;
  readonly #parts: Parts;
  readonly #renewal: CertificateRenewal | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { certificates } = parts;
    if (certificates === undefined) return;
    this.clientCertificate = new ClientCertificate({ ...parts, certificates });
    this.#renewal = new CertificateRenewal({ ...parts, certificates, clientCertificate: this.clientCertificate });
  }

  register(register: Register): void {
    const { certificates } = this.#parts;
    const { clientCertificate } = this;
    if (certificates === undefined || clientCertificate === undefined) return;
    const parts = { ...this.#parts, certificates };
    register('CertificateSigned', (request, call) => clientCertificate.signed(request, call));
    register('DeleteCertificate', (request) => deleteCertificate(request, parts));
    register('GetInstalledCertificateIds', (request) => getInstalledCertificateIds(request, parts));
    register('InstallCertificate', (request) => installCertificate(request, parts));
  }

  /** Registered and online. */
  online(): void {
    this.#renewal?.start();
  }

  offline(): void {
    this.#renewal?.close();
  }

  close(): void {
    this.#renewal?.close();
  }
}
