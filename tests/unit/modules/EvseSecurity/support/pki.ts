import { webcrypto } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';

/** A certificate with its key, both as PEM. */
export interface Issued {
  readonly pem: string;
  readonly key: string;
  /** DER of the subject's Name. */
  readonly subject: Buffer;
  /** Bits of the public key. */
  readonly publicKeyBits: Buffer;
  readonly name: string;
  readonly signingKey: webcrypto.CryptoKey;
}

export interface Wanted {
  readonly name: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly issuer?: Issued;
  readonly isAuthority?: boolean;
  readonly from?: Date;
  readonly until?: Date;
}

/** Valid in 2026 unless said otherwise. */
export async function issue({ from, isAuthority = true, issuer, name, serial, until }: Wanted): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ valueHex: new Uint8Array(Buffer.from(serial, 'hex')) });
  certificate.subject.typesAndValues.push(commonName(name));
  certificate.issuer.typesAndValues.push(commonName(issuer?.name ?? name));
  certificate.notBefore.value = from ?? new Date('2025-12-01T00:00:00Z');
  certificate.notAfter.value = until ?? new Date('2026-12-31T00:00:00Z');
  certificate.extensions = [basicConstraints(isAuthority)];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(issuer?.signingKey ?? keys.privateKey, 'SHA-256');
  return {
    pem: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    subject: Buffer.from(certificate.subject.toSchema().toBER()),
    publicKeyBits: Buffer.from(await webcrypto.subtle.exportKey('raw', keys.publicKey)),
    name,
    signingKey: keys.privateKey,
  };
}

/** A root, two authorities below it, and a leaf. */
export interface Chain {
  readonly root: Issued;
  readonly sub1: Issued;
  readonly sub2: Issued;
  readonly leaf: Issued;
}

export async function issueChain(prefix: string): Promise<Chain> {
  const root = await issue({ name: `${prefix} root`, serial: '01' });
  const sub1 = await issue({ name: `${prefix} sub 1`, serial: '3039', issuer: root });
  const sub2 = await issue({ name: `${prefix} sub 2`, serial: '3040', issuer: sub1 });
  const leaf = await issue({ name: `${prefix} leaf`, serial: '0abc', issuer: sub2, isAuthority: false });
  return { root, sub1, sub2, leaf };
}

function commonName(value: string): pkijs.AttributeTypeAndValue {
  return new pkijs.AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1.Utf8String({ value }) });
}

function basicConstraints(cA: boolean): pkijs.Extension {
  const extnValue = new pkijs.BasicConstraints({ cA }).toSchema().toBER();
  return new pkijs.Extension({ extnID: BASIC_CONSTRAINTS, critical: true, extnValue });
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
