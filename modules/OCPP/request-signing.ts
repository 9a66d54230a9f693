import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { StationCertificates } from '../../lib/ocpp16/index.js';

type Security = ModuleContext<OCPP>['requires']['security'];

/** Has EvseSecurity make a key and the request for a certificate of it. */
export function requestSigning(
  { call }: Security,
  certificateType: 'CSMS' | 'V2G',
): StationCertificates['requestSigning'] {
  return async ({ commonName, country, organization, useTpm }) => {
    const { csr, status } = await call.generate_certificate_signing_request({
      certificate_type: certificateType,
      country,
      organization,
      common: commonName,
      use_tpm: useTpm,
    });
    return status === 'Accepted' ? csr : undefined;
  };
}
