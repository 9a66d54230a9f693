import type { Timer } from '../../clock/clock.js';
import type { IncomingCall } from '../link/index.js';
import type { CertificateInstallation } from '../security/station-certificates.js';
import type { PncContext } from './context.js';
import { PNC_VENDOR_ID, readCertificateSigned } from './documents.js';
import type { OcspRefresh } from './ocsp-refresh.js';
import { accepted, refused, type Answer, type DataTransferRequest } from './answers.js';
import { Schedule } from './schedule.js';

const FIRST_CHECK_MS = 60_000;
const CHECK_PERIOD_MS = 12 * 3_600_000;
/** Fewer days left than this call for a new certificate. */
const LEAST_DAYS = 30;

type Parts = Pick<PncContext, 'certificates' | 'clock' | 'guard' | 'log' | 'outbox' | 'security' | 'settings'> & {
  readonly ocsp: Pick<OcspRefresh, 'refresh'>;
};
type Call = Pick<IncomingCall, 'afterAnswer'>;

/** Application note Plug & Charge, A02: how the station comes to the certificate that it shows to cars, and keeps it valid. */
export class V2gLeaf {
  readonly #parts: Parts;
  readonly #checks: Schedule;
  #repetition: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#checks = new Schedule(parts.clock, () => parts.guard.run('v2gCertificateDays', () => this.#renewIfNeeded()));
  }

  start(): void {
    this.#checks.start(FIRST_CHECK_MS, () => CHECK_PERIOD_MS);
  }

  close(): void {
    this.#checks.close();
    this.#stopRepeating();
  }

  /** TriggerMessage; what it asks for can only be the V2G certificate, so nobody looks. */
  triggered(call: Call): Answer {
    if (this.#parts.settings.organization === '') {
      return refused('neither CpoName nor SeccLeafSubjectOrganization is set');
    }
    call.afterAnswer(() => void this.#request(true));
    return accepted({ status: 'Accepted' });
  }

  async signed({ data }: DataTransferRequest, call: Call): Promise<Answer> {
    const { log, ocsp, security } = this.#parts;
    const request = readCertificateSigned(data);
    if (request === undefined) return refused();
    const { certificateChain, certificateType = 'V2GCertificate' } = request;
    const isOurs = certificateType === 'V2GCertificate';
    if (isOurs) this.#stopRepeating();
    const result = isOurs ? await this.#install(certificateChain) : `not for a ${certificateType}`;
    if (result !== 'Accepted') {
      log.warn({ reason: result }, 'V2G certificate of the central system is rejected');
      security.raise({ type: 'InvalidChargePointCertificate', techInfo: result, isCritical: false });
      return accepted({ status: 'Rejected' });
    }
    log.info('V2G certificate installed');
    call.afterAnswer(() => ocsp.refresh());
    return accepted({ status: 'Accepted' });
  }

  /** Makes a new key and asks the central system to sign it. The certificate in use stays until the answer is there. */
  async #request(isTriggered: boolean, repetitions = 0): Promise<void> {
    const { certificates, guard, log, outbox, security, settings } = this.#parts;
    const { commonName, country, organization, useTpm } = settings;
    if (organization === '') {
      log.warn('V2G certificate is not requested: neither CpoName nor SeccLeafSubjectOrganization is set');
      return;
    }
    const wish = { country, organization, commonName, useTpm };
    const csr = await guard.ask<string | undefined>(
      'requestSigning',
      () => certificates.requestSigning(wish),
      undefined,
    );
    if (csr === undefined) {
      const techInfo = 'no certificate signing request could be made';
      log.warn({ reason: techInfo }, 'V2G certificate is not requested');
      security.raise({ type: 'CSRGenerationFailed', techInfo, isCritical: false });
      return;
    }
    log.info({ repetitions }, 'V2G certificate is requested');
    const data = JSON.stringify({ csr, certificateType: 'V2GCertificate' });
    outbox.notify('DataTransfer', { vendorId: PNC_VENDOR_ID, messageId: 'SignCertificate', data }, { isTriggered });
    this.#repeatLater(repetitions);
  }

  /** The central system may have lost the request; each repetition waits twice as long as the one before. */
  #repeatLater(repetitions: number): void {
    const { clock, settings } = this.#parts;
    const { certSigningRepeatTimes, certSigningWaitMinimumS } = settings;
    this.#stopRepeating();
    if (!this.#checks.isRunning || certSigningWaitMinimumS === 0 || repetitions >= certSigningRepeatTimes) return;
    const waitMs = certSigningWaitMinimumS * 1000 * 2 ** repetitions;
    this.#repetition = clock.setTimeout(() => void this.#request(false, repetitions + 1), waitMs);
  }

  #stopRepeating(): void {
    this.#repetition?.cancel();
    this.#repetition = undefined;
  }

  async #renewIfNeeded(): Promise<void> {
    const { certificates, log } = this.#parts;
    const days = await certificates.v2gCertificateDays();
    if (days >= LEAST_DAYS || !this.#checks.isRunning) return;
    log.warn({ days }, 'V2G certificate expires soon');
    await this.#request(false);
  }

  /** A longer chain than the station says it takes is refused before anybody looks at it. */
  #install(chain: string): Promise<CertificateInstallation> {
    const { certificates, guard, settings } = this.#parts;
    const { maxChainSize } = settings;
    if (maxChainSize !== undefined && chain.length > maxChainSize) return Promise.resolve('InvalidCertificateChain');
    return guard.ask<CertificateInstallation>(
      'installV2gCertificate',
      () => certificates.installV2gCertificate(chain),
      'WriteError',
    );
  }
}
