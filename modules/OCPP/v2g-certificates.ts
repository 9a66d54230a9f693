import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { CaCertificateType, CertificateType, OCSPRequestDataList } from '#generated/types/evse_security';
import type {
  InstalledCertificate,
  InstalledCertificateType,
  OcspRequest,
  RootUse,
  V2gCertificates,
} from '../../lib/ocpp16/index.js';
import { messageHash, storeHash } from './certificate-hashes.js';
import { requestSigning } from './request-signing.js';

type Security = ModuleContext<OCPP>['requires']['security'];

/** Roots of vehicle makers have no store of their own. */
const stores: { readonly [U in RootUse]?: CaCertificateType } = {
  V2GRootCertificate: 'V2G',
  MORootCertificate: 'MO',
  CSMSRootCertificate: 'CSMS',
  ManufacturerRootCertificate: 'MF',
};

/** The certificate store as Plug & Charge uses it. */
export function v2gCertificates(security: Security): V2gCertificates {
  const { call } = security;
  return {
    async installRoot(certificate, use) {
      const type = stores[use];
      return type === undefined ? 'WriteError' : call.install_ca_certificate({ certificate, certificate_type: type });
    },
    delete: (hash) => call.delete_certificate({ certificate_hash_data: storeHash(hash) }),
    async installed(types) {
      const { certificate_hash_data_chain: chains } = await call.get_installed_certificates({
        certificate_types: types.map(storeType),
      });
      return chains.map((chain): InstalledCertificate => ({
        certificateType: messageType(chain.certificate_type),
        certificateHashData: messageHash(chain.certificate_hash_data),
        childCertificateHashData: (chain.child_certificate_hash_data ?? []).map(messageHash),
      }));
    },
    installV2gCertificate: (chain) =>
      call.update_leaf_certificate({ certificate_chain: chain, certificate_type: 'V2G' }),
    requestSigning: requestSigning(security, 'V2G'),
    v2gCertificateDays: () => call.get_leaf_expiry_days_count({ certificate_type: 'V2G' }),
    verifyContract: (chain) => call.verify_certificate({ certificate_chain: chain, certificate_types: ['MO', 'V2G'] }),
    contractOcspRequests: async (chain) =>
      ocspRequests(await call.get_mo_ocsp_request_data({ certificate_chain: chain })),
    stationOcspRequests: async () => ocspRequests(await call.get_v2g_ocsp_request_data()),
    keepOcspResponse: (hash, response) =>
      call.update_ocsp_cache({ certificate_hash_data: storeHash(hash), ocsp_response: response }),
  };
}

/** A certificate that names nobody to ask is left out. */
function ocspRequests({ ocsp_request_data_list: list }: OCSPRequestDataList): OcspRequest[] {
  return list.flatMap(({ certificate_hash_data: hash, responder_url: responderURL }) =>
    hash === undefined || responderURL === undefined ? [] : { ...messageHash(hash), responderURL },
  );
}

function storeType(type: InstalledCertificateType): CertificateType {
  return type === 'ManufacturerRootCertificate' ? 'MFRootCertificate' : type;
}

function messageType(type: CertificateType): InstalledCertificateType {
  return type === 'MFRootCertificate' ? 'ManufacturerRootCertificate' : type;
}
