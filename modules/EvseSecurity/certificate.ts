import type { CertificateHashData } from '#generated/types/evse_security';
import { Certificate, type CertificateHash } from '../../lib/pki/index.js';

/** A certificate and the file it was read from. */
export class StoredCertificate extends Certificate {
  readonly path: string;

  /** Throws when `encoded` (PEM or DER) is no certificate. */
  constructor(path: string, encoded: string | Buffer) {
    super(encoded);
    this.path = path;
  }
}

/** A hash as the interface writes it. */
export function hashData({
  hashAlgorithm,
  issuerKeyHash,
  issuerNameHash,
  serialNumber,
}: CertificateHash): CertificateHashData {
  return {
    hash_algorithm: hashAlgorithm,
    issuer_name_hash: issuerNameHash,
    issuer_key_hash: issuerKeyHash,
    serial_number: serialNumber,
  };
}

export function certificateHash(data: CertificateHashData): CertificateHash {
  return {
    hashAlgorithm: data.hash_algorithm,
    issuerNameHash: data.issuer_name_hash,
    issuerKeyHash: data.issuer_key_hash,
    serialNumber: data.serial_number,
  };
}
