import type { Sequence } from 'asn1js';
import { certificateOf, exactBuffer, type Credentials } from './issue.js';
import { fromPem, toPem } from './pem.js';
import { readPrivateKey } from './private-key.js';
import { loadToolkit, signingKey } from './toolkit.js';

export interface RevocationWish {
  readonly issuer: Credentials;
  /** Hexadecimal serial numbers. */
  readonly serialNumbers: readonly string[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** RFC 5280 §5, PEM: the certificates of an authority that do not count any more. */
export async function issueRevocationList(wish: RevocationWish): Promise<string> {
  const { issuer, nextUpdate, serialNumbers, thisUpdate } = wish;
  const { asn1, pkijs } = await loadToolkit();
  const list = new pkijs.CertificateRevocationList();
  list.version = 1;
  list.issuer = pkijs.Certificate.fromBER(exactBuffer(fromPem(issuer.certificate))).subject;
  list.thisUpdate = new pkijs.Time({ type: 0, value: thisUpdate });
  list.nextUpdate = new pkijs.Time({ type: 0, value: nextUpdate });
  const revoked = serialNumbers.map((serial) => {
    const bytes = Buffer.from(serial.padStart(serial.length + (serial.length % 2), '0'), 'hex');
    return new pkijs.RevokedCertificate({
      userCertificate: new asn1.Integer({ valueHex: exactBuffer(bytes) }),
      revocationDate: new pkijs.Time({ type: 0, value: thisUpdate }),
    });
  });
  if (revoked.length > 0) list.revokedCertificates = revoked;
  await list.sign(await signingKey(readPrivateKey(issuer.key)), 'SHA-256');
  return toPem('X509 CRL', (list.toSchema(true) as Sequence).toBER());
}

/** The serial number of a certificate, to revoke it. */
export function serialOf(credentials: Credentials): string {
  return certificateOf(credentials).serialNumber;
}
