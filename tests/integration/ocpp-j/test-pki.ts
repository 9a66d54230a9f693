import { issueCertificate, type CertificateWish, type Credentials } from '../../../lib/pki/index.js';

export type Issued = Credentials;

interface Wish extends Partial<Pick<CertificateWish, 'dnsNames' | 'notAfter'>> {
  readonly name: string;
  readonly issuer?: Issued;
}

/** A self-signed authority without `issuer`, else a certificate of that issuer. Valid for one hour from now. */
export function issue({ name, issuer, ...more }: Wish): Promise<Issued> {
  return issueCertificate({
    subject: { commonName: name },
    isAuthority: issuer === undefined,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    ...more,
    ...(issuer !== undefined && { issuer }),
  });
}
