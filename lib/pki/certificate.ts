import { createHash, X509Certificate } from 'node:crypto';
import { certificateFields, type CertificateFields } from './certificate-fields.js';
import { pemBlocks } from './pem.js';

/** RFC 6960 §4.1.1: what names a certificate towards its authority. Hexadecimal, lower case. */
export interface CertificateHash {
  readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512';
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

/** An X.509 certificate with what is needed to judge it. */
export class Certificate {
  readonly x509: X509Certificate;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly fields: CertificateFields;

  /** Throws when `encoded` (PEM or DER) is no certificate. */
  constructor(encoded: string | Buffer) {
    this.x509 = new X509Certificate(encoded);
    this.notBeforeMs = Date.parse(this.x509.validFrom);
    this.notAfterMs = Date.parse(this.x509.validTo);
    this.fields = certificateFields(this.x509.raw);
  }

  /** Issuer and subject are the same, and the key identifiers do not deny it. */
  get isSelfSigned(): boolean {
    const { authorityKeyId, issuer, subject, subjectKeyId } = this.fields;
    return issuer.equals(subject) && keyIdsMatch(authorityKeyId, subjectKeyId);
  }

  /** For people: the common name, or else the whole subject on one line. */
  get name(): string {
    const lines = this.x509.subject.split('\n');
    return lines.find((line) => line.startsWith('CN='))?.slice('CN='.length) ?? lines.join(', ');
  }

  /** Lower-case hexadecimal without leading zeros. */
  get serialNumber(): string {
    return this.x509.serialNumber.toLowerCase().replace(/^0+(?=.)/, '');
  }

  isValidAt(nowMs: number): boolean {
    return this.notBeforeMs <= nowMs && nowMs <= this.notAfterMs;
  }

  isExpiredAt(nowMs: number): boolean {
    return this.notAfterMs < nowMs;
  }

  equals(other: Certificate): boolean {
    return this.x509.raw.equals(other.x509.raw);
  }

  /** Whether names and key identifiers say that `issuer` has issued this one; the signature is not looked at. */
  names(issuer: Certificate): boolean {
    return (
      this.fields.issuer.equals(issuer.fields.subject) &&
      keyIdsMatch(this.fields.authorityKeyId, issuer.fields.subjectKeyId)
    );
  }

  /** `unreadable` when the kind of the issuer's key cannot be used. */
  signatureBy(issuer: Certificate): 'good' | 'bad' | 'unreadable' {
    try {
      return this.x509.verify(issuer.x509.publicKey) ? 'good' : 'bad';
    } catch {
      return 'unreadable';
    }
  }

  /** Whether `issuer` is an authority that has signed this one; both have to be valid now. */
  isChildOf(issuer: Certificate, nowMs: number): boolean {
    if (this.equals(issuer) || !this.isValidAt(nowMs) || !issuer.isValidAt(nowMs)) return false;
    const { isAuthority, maySignCertificates } = issuer.fields;
    return isAuthority && maySignCertificates && this.names(issuer) && this.signatureBy(issuer) === 'good';
  }

  hashWith(issuer: Certificate): CertificateHash {
    return {
      hashAlgorithm: 'SHA256',
      issuerNameHash: sha256(this.fields.issuer),
      issuerKeyHash: sha256(issuer.fields.publicKeyBits),
      serialNumber: this.serialNumber,
    };
  }

  toPem(): string {
    return this.x509.toString();
  }
}

/** All certificates of a PEM text in their order. Throws when one of the blocks does not decode. */
export function readCertificates(text: string): Certificate[] {
  return pemBlocks(text).map((block) => new Certificate(block));
}

/** RFC 6960 does not say in which case hexadecimal is written. Other algorithms than SHA-256 are never equal. */
export function hashesAreEqual(left: CertificateHash, right: CertificateHash): boolean {
  return hashText(left) === hashText(right);
}

/** One text for each certificate that a hash names. */
export function hashText({ hashAlgorithm, issuerKeyHash, issuerNameHash, serialNumber }: CertificateHash): string {
  const serial = serialNumber.replace(/^0+(?=.)/, '');
  return [hashAlgorithm, issuerNameHash, issuerKeyHash, serial].join(' ').toLowerCase();
}

function keyIdsMatch(authority: string | undefined, subject: string | undefined): boolean {
  return authority === undefined || subject === undefined || authority === subject;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
