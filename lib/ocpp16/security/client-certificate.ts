import type { SecurityEvents } from '../core/boot/security-events.js';
import type { CoreContext } from '../core/context.js';
import type { IncomingCall } from '../link/index.js';
import type { Request, Response } from '../messages/index.js';
import type { SecuritySettings } from './settings.js';
import type { CertificateInstallation, StationCertificates } from './station-certificates.js';

type Parts = Pick<CoreContext, 'guard' | 'log' | 'outbox'> & {
  readonly certificates: StationCertificates;
  readonly reconnect: () => void;
  readonly security: Pick<SecurityEvents, 'raise'>;
  readonly securitySettings: SecuritySettings;
};

/** Security WP A02, A03: how the station comes to the certificate that it shows to the central system. */
export class ClientCertificate {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether there is an organization to ask for. */
  get canBeRequested(): boolean {
    return this.#parts.securitySettings.cpoName !== '';
  }

  /** Makes a new key and asks the central system to sign it. The certificate in use stays until the answer is there. */
  async request(isTriggered = false): Promise<void> {
    const { log, outbox, security } = this.#parts;
    const csr = await this.#signingRequest();
    if (csr === undefined) {
      const techInfo = this.canBeRequested ? 'no certificate signing request could be made' : 'CpoName is not set';
      log.warn({ reason: techInfo }, 'client certificate is not requested');
      security.raise({ type: 'CSRGenerationFailed', techInfo });
      return;
    }
    log.info('client certificate is requested');
    outbox.notify('SignCertificate', { csr }, { isTriggered });
  }

  async signed(
    { certificateChain }: Request<'CertificateSigned'>,
    call: Pick<IncomingCall, 'afterAnswer'>,
  ): Promise<Response<'CertificateSigned'>> {
    const { log, reconnect, security, securitySettings } = this.#parts;
    const result = await this.#install(certificateChain);
    if (result !== 'Accepted') {
      log.warn({ reason: result }, 'client certificate of the central system is rejected');
      security.raise({ type: 'InvalidChargePointCertificate', techInfo: result, isCritical: true });
      return { status: 'Rejected' };
    }
    log.info('client certificate installed');
    if (securitySettings.securityProfile === 3) call.afterAnswer(reconnect);
    return { status: 'Accepted' };
  }

  /** A longer chain than the station says it takes is refused before anybody looks at it. */
  #install(chain: string): Promise<CertificateInstallation> {
    const { certificates, guard, securitySettings } = this.#parts;
    const { maxChainSize } = securitySettings;
    if (maxChainSize !== undefined && chain.length > maxChainSize) return Promise.resolve('InvalidCertificateChain');
    return guard.ask<CertificateInstallation>(
      'installClientCertificate',
      () => certificates.installClientCertificate(chain),
      'WriteError',
    );
  }

  #signingRequest(): Promise<string | undefined> {
    const { certificates, guard, securitySettings } = this.#parts;
    const { chargeBoxSerialNumber, country, cpoName, useTpm } = securitySettings;
    if (cpoName === '') return Promise.resolve(undefined);
    const wish = { country, organization: cpoName, commonName: chargeBoxSerialNumber, useTpm };
    return guard.ask<string | undefined>('requestSigning', () => certificates.requestSigning(wish), undefined);
  }
}
