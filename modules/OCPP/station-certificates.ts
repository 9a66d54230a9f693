import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { Request, StationCertificates } from '../../lib/ocpp16/index.js';
import { messageHash, storeHash } from './certificate-hashes.js';
import { requestSigning } from './request-signing.js';

type Security = ModuleContext<OCPP>['requires']['security'];
type Use = Request<'InstallCertificate'>['certificateType'];

/** The certificate store as the charge point uses it. */
export function stationCertificates(security: Security): StationCertificates {
  const { call } = security;
  return {
    installRoot: (certificate, use) =>
      call.install_ca_certificate({
        certificate,
        certificate_type: use === 'CentralSystemRootCertificate' ? 'CSMS' : 'MF',
      }),
    delete: (hash) => call.delete_certificate({ certificate_hash_data: storeHash(hash) }),
    async installedIds(use) {
      const { certificate_hash_data_chain: chains } = await call.get_installed_certificates({
        certificate_types: [rootType(use)],
      });
      return chains.map((chain) => messageHash(chain.certificate_hash_data));
    },
    installClientCertificate: (chain) =>
      call.update_leaf_certificate({ certificate_chain: chain, certificate_type: 'CSMS' }),
    requestSigning: requestSigning(security, 'CSMS'),
    clientCertificateDays: () => call.get_leaf_expiry_days_count({ certificate_type: 'CSMS' }),
  };
}

function rootType(use: Use): 'CSMSRootCertificate' | 'MFRootCertificate' {
  return use === 'CentralSystemRootCertificate' ? 'CSMSRootCertificate' : 'MFRootCertificate';
}
