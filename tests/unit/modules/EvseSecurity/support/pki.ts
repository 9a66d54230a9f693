import { Certificate, issueCertificate, type CertificateWish } from '../../../../../lib/pki/index.js';

/** A certificate with its key, both as PEM. */
export interface Issued {
  readonly pem: string;
  readonly key: string;
  /** DER of the subject's Name. */
  readonly subject: Buffer;
  /** Bits of the public key. */
  readonly publicKeyBits: Buffer;
}

export type Wanted = Partial<Omit<CertificateWish, 'issuer' | 'subject'>> & {
  readonly name: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly issuer?: Issued;
  readonly from?: Date;
  readonly until?: Date;
};

/** An authority that is valid in 2026 unless said otherwise. */
export async function issue({ from, issuer, name, serial, until, ...more }: Wanted): Promise<Issued> {
  const { certificate, key } = await issueCertificate({
    isAuthority: true,
    ...more,
    subject: { commonName: name },
    serialNumber: serial,
    notBefore: from ?? new Date('2025-12-01T00:00:00Z'),
    notAfter: until ?? new Date('2026-12-31T00:00:00Z'),
    ...(issuer !== undefined && { issuer: { certificate: issuer.pem, key: issuer.key } }),
  });
  const { publicKeyBits, subject } = new Certificate(certificate).fields;
  return { pem: certificate, key, subject, publicKeyBits };
}

/** A root, two authorities below it, and a leaf. */
export interface Chain {
  readonly root: Issued;
  readonly sub1: Issued;
  readonly sub2: Issued;
  readonly leaf: Issued;
}

export async function issueChain(prefix: string, more: Partial<Wanted> = {}): Promise<Chain> {
  const root = await issue({ name: `${prefix} root`, serial: '01' });
  const sub1 = await issue({ ...more, name: `${prefix} sub 1`, serial: '3039', issuer: root });
  const sub2 = await issue({ ...more, name: `${prefix} sub 2`, serial: '3040', issuer: sub1 });
  const leaf = await issue({ ...more, name: `${prefix} leaf`, serial: '0abc', issuer: sub2, isAuthority: false });
  return { root, sub1, sub2, leaf };
}
