import type { DataTransferHandler } from '../core/callbacks.js';
import { authorizeContract, type Contract, type ContractAuthorization } from './contract-authorization.js';
import type { PncContext } from './context.js';
import { PNC_VENDOR_ID } from './documents.js';
import { requestEvCertificate, type EvCertificateRequest } from './ev-certificate.js';
import { deleteCertificate, getInstalledCertificateIds, installCertificate } from './installed-certificates.js';
import { OcspRefresh } from './ocsp-refresh.js';
import { V2gLeaf } from './v2g-leaf.js';

export type PlugAndChargeParts = Omit<PncContext, 'certificates'> & {
  /** Absent: the station has no certificates, and no car can pay by contract. */
  readonly certificates: PncContext['certificates'] | undefined;
};

/** Plug & Charge with OCPP 1.6: messages of OCPP 2.0.1 inside DataTransfer (OCA application note). */
export class PlugAndCharge {
  readonly #context: PncContext | undefined;
  readonly #ocsp: OcspRefresh | undefined;
  readonly #leaf: V2gLeaf | undefined;
  #isOnline = false;

  constructor(parts: PlugAndChargeParts) {
    const { certificates } = parts;
    if (certificates === undefined) return;
    const context = { ...parts, certificates };
    this.#context = context;
    const ocsp = new OcspRefresh(context);
    const leaf = new V2gLeaf({ ...context, ocsp });
    this.#ocsp = ocsp;
    this.#leaf = leaf;
    const handlers: Readonly<Record<string, DataTransferHandler>> = {
      CertificateSigned: (request, call) => leaf.signed(request, call),
      DeleteCertificate: (request) => deleteCertificate(request, context),
      GetInstalledCertificateIds: (request) => getInstalledCertificateIds(request, context),
      InstallCertificate: (request) => installCertificate(request, context),
      TriggerMessage: (_request, call) => leaf.triggered(call),
    };
    const { dataTransfer, settings } = context;
    dataTransfer.restrict(PNC_VENDOR_ID, () => settings.isCertificateManagementEnabled);
    for (const [messageId, handler] of Object.entries(handlers)) {
      dataTransfer.register(PNC_VENDOR_ID, messageId, handler);
    }
  }

  /** Registered and online. */
  online(): void {
    this.#isOnline = true;
    if (this.#context?.settings.isCertificateManagementEnabled !== true) return;
    this.#ocsp?.start();
    this.#leaf?.start();
  }

  offline(): void {
    this.#isOnline = false;
    this.close();
  }

  close(): void {
    this.#ocsp?.close();
    this.#leaf?.close();
  }

  /** `ISO15118CertificateManagementEnabled` has been set. */
  certificateManagementChanged(isEnabled: boolean): void {
    if (!isEnabled) this.close();
    else if (this.#isOnline) this.online();
  }

  ocspIntervalChanged(): void {
    this.#ocsp?.intervalChanged();
  }

  authorize(contract: Contract): Promise<ContractAuthorization> {
    if (this.#context === undefined) return Promise.resolve({ status: 'Invalid' });
    return authorizeContract(contract, this.#context);
  }

  async requestEvCertificate(request: EvCertificateRequest): Promise<void> {
    if (this.#context !== undefined) await requestEvCertificate(request, this.#context);
  }
}
