import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateHashData } from '#generated/types/evse_security';
import { certificateParts, type CertificateParts } from './der.js';

/** A certificate and the file it was read from. */
export class Certificate {
  readonly path: string;
  readonly x509: X509Certificate;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly parts: CertificateParts;

  /** Throws when `encoded` (PEM or DER) is no certificate. */
  constructor(path: string, encoded: string | Buffer) {
    this.path = path;
    this.x509 = new X509Certificate(encoded);
    this.notBeforeMs = Date.parse(this.x509.validFrom);
    this.notAfterMs = Date.parse(this.x509.validTo);
    this.parts = certificateParts(this.x509.raw);
  }

  get isSelfSigned(): boolean {
    return this.parts.issuer.equals(this.parts.subject);
  }

  isValidAt(nowMs: number): boolean {
    return this.notBeforeMs <= nowMs && nowMs <= this.notAfterMs;
  }

  equals(other: Certificate): boolean {
    return this.x509.raw.equals(other.x509.raw);
  }

  /** Whether `issuer` is a certificate authority that has signed this one; both have to be valid. */
  isChildOf(issuer: Certificate, nowMs: number): boolean {
    if (this.equals(issuer) || !this.isValidAt(nowMs) || !issuer.isValidAt(nowMs)) return false;
    return issuer.x509.ca && this.x509.checkIssued(issuer.x509) && this.#isSignedBy(issuer);
  }

  /** RFC 6960 §4.1.1; the key is the issuer's. */
  hashData(issuer: Certificate): CertificateHashData {
    return {
      hash_algorithm: 'SHA256',
      issuer_name_hash: sha256(this.parts.issuer),
      issuer_key_hash: sha256(issuer.parts.publicKeyBits),
      serial_number: serialOf(this.x509),
    };
  }

  /** Keys of unknown kinds sign nothing. */
  #isSignedBy(issuer: Certificate): boolean {
    try {
      return this.x509.verify(issuer.x509.publicKey);
    } catch {
      return false;
    }
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Lower-case hexadecimal without leading zeros. */
function serialOf({ serialNumber }: X509Certificate): string {
  return serialNumber.toLowerCase().replace(/^0+(?=.)/, '');
}
