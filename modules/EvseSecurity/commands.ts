import { errorText, type Logger, type ModuleContext, type Provided } from 'everest-ts';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import type { EvseSecurityInterface } from '#generated/interfaces/evse_security';
import type { CertificateStoreUpdate } from '#generated/types/evse_security';
import { certificateHash } from './certificate.js';
import type { CertificateStore } from './certificate-store.js';
import { deleteCertificate } from './delete-certificate.js';
import { isFileSigned } from './file-signature.js';
import { installRoot } from './install-root.js';
import { installedCertificates } from './installed-certificates.js';
import { allLeafInformation, leafExpiryDays, leafInformation } from './leaf-information.js';
import { contractOcspRequests, seccOcspRequests, updateOcspCache } from './ocsp-requests.js';
import { reportChange } from './reports.js';
import { isRootInstalled, verifyFile, verifyLocation } from './roots.js';
import type { SerialQueue } from './serial-queue.js';
import { requestSigning } from './signing-request.js';
import { updateLeaf } from './update-leaf.js';
import { verifyText } from './verify.js';

type Handlers = Parameters<Provided<EvseSecurityInterface>['implement']>[0];

type Parts = Pick<ModuleContext<EvseSecurity>, 'log' | 'provides' | 'telemetry'> & {
  readonly queue: SerialQueue;
  readonly store: CertificateStore;
};

/** All commands: one after the other, and none fails other than by its answer. */
export function commands(parts: Parts): Handlers {
  const { log, queue, store } = parts;
  const answer = <T>(what: string, fallback: T, work: () => Promise<T>): Promise<T> =>
    queue.run(() => guarded(what, fallback, work, log));
  const changed = (update: CertificateStoreUpdate): Promise<void> => reportChange(update, parts);
  const noRequests = { ocsp_request_data_list: [] };
  return {
    install_ca_certificate: ({ certificate, certificate_type: type }) =>
      answer('install_ca_certificate', 'WriteError', async () => {
        const result = await installRoot(certificate, type, store);
        if (result === 'Accepted') await changed({ operation: 'Installed', ca_certificate_type: type });
        return result;
      }),
    delete_certificate: ({ certificate_hash_data: data }) =>
      answer('delete_certificate', 'Failed', async () => {
        const { result, update } = await deleteCertificate(certificateHash(data), store);
        if (update !== undefined) await changed(update);
        return result;
      }),
    update_leaf_certificate: ({ certificate_chain: chain, certificate_type: type }) =>
      answer('update_leaf_certificate', 'WriteError', async () => {
        const result = await updateLeaf(chain, type, store);
        if (result === 'Accepted') await changed({ operation: 'Installed', leaf_certificate_type: type });
        return result;
      }),
    verify_certificate: ({ certificate_chain: chain, certificate_types: types }) =>
      answer('verify_certificate', 'Unknown', () => verifyText(chain, types, store)),
    get_installed_certificates: ({ certificate_types: types }) =>
      answer('get_installed_certificates', { status: 'NotFound', certificate_hash_data_chain: [] }, () =>
        installedCertificates(types, store),
      ),
    get_v2g_ocsp_request_data: () => answer('get_v2g_ocsp_request_data', noRequests, () => seccOcspRequests(store)),
    get_mo_ocsp_request_data: ({ certificate_chain: chain }) =>
      answer('get_mo_ocsp_request_data', noRequests, () => contractOcspRequests(chain, store)),
    update_ocsp_cache: ({ certificate_hash_data: data, ocsp_response: response }) =>
      answer('update_ocsp_cache', undefined, () => updateOcspCache(certificateHash(data), response, store)),
    is_ca_certificate_installed: ({ certificate_type: type }) =>
      answer('is_ca_certificate_installed', false, () => isRootInstalled(type, store)),
    generate_certificate_signing_request: (wish) =>
      answer('generate_certificate_signing_request', { status: 'GenerationError' }, () => requestSigning(wish, store)),
    get_leaf_certificate_info: ({ certificate_type: type, include_ocsp: withOcsp }) =>
      answer('get_leaf_certificate_info', { status: 'Rejected' }, () => leafInformation(type, withOcsp, store)),
    get_all_valid_certificates_info: ({ certificate_type: type, include_ocsp: withOcsp }) =>
      answer('get_all_valid_certificates_info', { status: 'Rejected', info: [] }, () =>
        allLeafInformation(type, withOcsp, store),
      ),
    get_verify_file: ({ certificate_type: type }) => answer('get_verify_file', '', () => verifyFile(type, store)),
    get_verify_location: ({ certificate_type: type }) =>
      answer('get_verify_location', '', () => verifyLocation(type, store)),
    get_leaf_expiry_days_count: ({ certificate_type: type }) =>
      answer('get_leaf_expiry_days_count', 0, () => leafExpiryDays(type, store)),
    verify_file_signature: ({ file_path: path, signature, signing_certificate: certificate }) =>
      isFileSigned({ path, signature, certificate }, log),
  };
}

async function guarded<T>(command: string, fallback: T, work: () => Promise<T>, log: Logger): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.warn({ command, reason: errorText(error) }, 'certificate store cannot do what it was asked for');
    return fallback;
  }
}
