import { createHash, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Certificate as PkiCertificate, Extension } from 'pkijs';
import { Certificate } from './certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  ocspResponder,
  subjectAlternativeName,
  subjectKeyIdentifier,
  type ExtendedKeyUsage,
  type KeyUsage,
} from './extensions.js';
import { fromPem, toPem } from './pem.js';
import { exportPrivateKey, generatePrivateKey, readPrivateKey } from './private-key.js';
import { distinguishedName, type Subject } from './subject.js';
import { loadToolkit, signingKey, type Toolkit } from './toolkit.js';

/** A certificate with its private key, both as PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateWish {
  readonly subject: Subject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Absent: the certificate is self-signed. */
  readonly issuer?: Credentials;
  /** Hexadecimal; default: random. */
  readonly serialNumber?: string;
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  /** Default: signing of certificates for an authority, signatures and key agreement for others. */
  readonly keyUsage?: readonly KeyUsage[];
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[];
  readonly dnsNames?: readonly string[];
  /** IPv4. */
  readonly ipAddresses?: readonly string[];
  readonly ocspUrl?: string;
}

const SERIAL_BYTES = 16;

/** Makes a key and its certificate. */
export async function issueCertificate(wish: CertificateWish): Promise<Credentials> {
  const key = await generatePrivateKey();
  const issuerKey = wish.issuer === undefined ? key : readPrivateKey(wish.issuer.key);
  return { certificate: await certify(createPublicKey(key), issuerKey, wish), key: exportPrivateKey(key) };
}

/** Makes the certificate of a key that somebody else has. */
export function certifyKey(publicKey: KeyObject, wish: CertificateWish & { issuer: Credentials }): Promise<string> {
  return certify(publicKey, readPrivateKey(wish.issuer.key), wish);
}

async function certify(publicKey: KeyObject, issuerKey: KeyObject, wish: CertificateWish): Promise<string> {
  const toolkit = await loadToolkit();
  const { asn1, pkijs } = toolkit;
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ valueHex: serialBytes(wish.serialNumber) });
  certificate.subject = distinguishedName(wish.subject, toolkit);
  certificate.issuer = issuerName(wish, certificate, toolkit);
  certificate.notBefore.value = wish.notBefore;
  certificate.notAfter.value = wish.notAfter;
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  certificate.subjectPublicKeyInfo = pkijs.PublicKeyInfo.fromBER(exactBuffer(spki));
  certificate.extensions = wishedExtensions(publicKey, createPublicKey(issuerKey), wish, toolkit);
  await certificate.sign(await signingKey(issuerKey), 'SHA-256');
  return toPem('CERTIFICATE', certificate.toSchema(true).toBER());
}

function issuerName(wish: CertificateWish, own: PkiCertificate, { pkijs }: Toolkit): PkiCertificate['issuer'] {
  if (wish.issuer === undefined) return own.subject;
  return pkijs.Certificate.fromBER(exactBuffer(fromPem(wish.issuer.certificate))).subject;
}

function wishedExtensions(own: KeyObject, issuer: KeyObject, wish: CertificateWish, toolkit: Toolkit): Extension[] {
  const { dnsNames = [], ipAddresses = [], isAuthority = false, ocspUrl } = wish;
  const usual: readonly KeyUsage[] = isAuthority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature', 'keyAgreement'];
  const hasNames = dnsNames.length + ipAddresses.length > 0;
  return [
    basicConstraints(isAuthority, wish.pathLength, toolkit),
    keyUsage(wish.keyUsage ?? usual, true, toolkit),
    subjectKeyIdentifier(keyIdOf(own), toolkit),
    authorityKeyIdentifier(keyIdOf(issuer), toolkit),
    ...(wish.extendedKeyUsage === undefined ? [] : [extendedKeyUsage(wish.extendedKeyUsage, toolkit)]),
    ...(hasNames ? [subjectAlternativeName(dnsNames, ipAddresses, toolkit)] : []),
    ...(ocspUrl === undefined ? [] : [ocspResponder(ocspUrl, toolkit)]),
  ];
}

/** RFC 7093 §2: a hash of the key information, as long as SHA-1. */
function keyIdOf(key: KeyObject): ArrayBuffer {
  const hash = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
  return exactBuffer(hash.subarray(0, 20));
}

/** A positive integer: the first bit stays clear. */
function serialBytes(hex: string | undefined): Uint8Array<ArrayBuffer> {
  if (hex !== undefined)
    return new Uint8Array(exactBuffer(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')));
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return new Uint8Array(exactBuffer(bytes));
}

export function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** The certificate of credentials, to look at. */
export function certificateOf({ certificate }: Credentials): Certificate {
  return new Certificate(certificate);
}
