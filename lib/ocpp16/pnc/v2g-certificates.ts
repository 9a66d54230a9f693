import type { Answer } from '../core/callbacks.js';
import type { CertificateHashData, Response } from '../messages/index.js';
import type { CertificateInstallation, SigningWish } from '../security/station-certificates.js';
import type { InstalledCertificateType, OcspRequest, RootUse } from './documents.js';

/** What the station's own look at a contract certificate says. */
export type ContractValidation =
  'Valid' | 'Expired' | 'InvalidSignature' | 'IssuerNotFound' | 'InvalidLeafSignature' | 'InvalidChain' | 'Unknown';

/** An installed certificate and those that belong to it. */
export interface InstalledCertificate {
  readonly certificateType: InstalledCertificateType;
  readonly certificateHashData: CertificateHashData;
  readonly childCertificateHashData?: readonly CertificateHashData[];
}

/** The certificates of Plug & Charge, which the application keeps: roots, the certificate shown to cars, and contracts. */
export interface V2gCertificates {
  /** `OEMRootCertificate` may have no store; that is a `WriteError`. */
  installRoot(certificate: string, use: RootUse): Answer<CertificateInstallation>;
  delete(hash: CertificateHashData): Answer<Response<'DeleteCertificate'>['status']>;
  installed(types: readonly InstalledCertificateType[]): Answer<readonly InstalledCertificate[]>;
  /** Takes in the certificate that the station shows to cars; PEM, leaf first. */
  installV2gCertificate(chain: string): Answer<CertificateInstallation>;
  /** Makes a key, which stays, and a PEM request for its certificate; undefined when that fails. */
  requestSigning(wish: SigningWish): Answer<string | undefined>;
  /** Whole days until the certificate that cars see expires; 0 without one. */
  v2gCertificateDays(): Answer<number>;
  /** Checks the chain of a contract against the MO and V2G roots. */
  verifyContract(chain: string): Answer<ContractValidation>;
  /** What to ask about the certificates of a contract. */
  contractOcspRequests(chain: string): Answer<readonly OcspRequest[]>;
  /** What to ask about the certificates that the station shows to cars. */
  stationOcspRequests(): Answer<readonly OcspRequest[]>;
  /** Keeps an OCSP response, base64 DER. */
  keepOcspResponse(hash: CertificateHashData, response: string): Answer<unknown>;
}
