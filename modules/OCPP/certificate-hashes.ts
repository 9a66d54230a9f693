import type { CertificateHashData } from '#generated/types/evse_security';
import type { Request } from '../../lib/ocpp16/index.js';

type Hash = Request<'DeleteCertificate'>['certificateHashData'];

export function storeHash({ hashAlgorithm, issuerKeyHash, issuerNameHash, serialNumber }: Hash): CertificateHashData {
  return {
    hash_algorithm: hashAlgorithm,
    issuer_name_hash: issuerNameHash,
    issuer_key_hash: issuerKeyHash,
    serial_number: serialNumber,
  };
}

export function messageHash(data: CertificateHashData): Hash {
  return {
    hashAlgorithm: data.hash_algorithm,
    issuerNameHash: data.issuer_name_hash,
    issuerKeyHash: data.issuer_key_hash,
    serialNumber: data.serial_number,
  };
}
