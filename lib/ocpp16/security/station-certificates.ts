import type { Answer } from '../core/callbacks.js';
import type { Request, Response } from '../messages/index.js';

/** Why a certificate was not taken in; the names are those of the security extension of OCPP. */
export type CertificateInstallation =
  | 'Accepted'
  | 'CertificateStoreMaxLengthExceeded'
  | 'Expired'
  | 'InvalidCertificateChain'
  | 'InvalidCommonName'
  | 'InvalidFormat'
  | 'InvalidSignature'
  | 'NoRootCertificateInstalled'
  | 'WriteError';

type Hash = Request<'DeleteCertificate'>['certificateHashData'];
type Use = Request<'InstallCertificate'>['certificateType'];

/** The subject of a signing request. */
export interface SigningWish {
  readonly country: string;
  readonly organization: string;
  readonly commonName: string;
  /** Keep the key in a TPM. */
  readonly useTpm: boolean;
}

/** The certificates of the station, which the application keeps. */
export interface StationCertificates {
  installRoot(certificate: string, use: Use): Answer<CertificateInstallation>;
  delete(hash: Hash): Answer<Response<'DeleteCertificate'>['status']>;
  /** The self-signed roots of a use. */
  installedIds(use: Use): Answer<readonly Hash[]>;
  /** Takes in the certificate that the station shows to the central system; PEM, leaf first. */
  installClientCertificate(chain: string): Answer<CertificateInstallation>;
  /** Makes a key, which stays, and a PEM request for its certificate; undefined when that fails. */
  requestSigning(wish: SigningWish): Answer<string | undefined>;
  /** Whole days until the client certificate expires; 0 without one. */
  clientCertificateDays(): Answer<number>;
}
