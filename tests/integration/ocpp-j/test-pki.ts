import { webcrypto } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';

/** A certificate with its key, as PEM and to sign with. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
  readonly name: string;
  readonly signingKey: webcrypto.CryptoKey;
}

interface Wish {
  readonly name: string;
  readonly dnsNames?: readonly string[];
  readonly issuer?: Issued;
}

let serial = 1;

/** A self-signed authority without `issuer`, else a certificate of that issuer. Valid for one hour from now. */
export async function issue({ name, dnsNames = [], issuer }: Wish): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ value: serial++ });
  certificate.subject.typesAndValues.push(commonName(name));
  certificate.issuer.typesAndValues.push(commonName(issuer?.name ?? name));
  certificate.notBefore.value = new Date(Date.now() - 60_000);
  certificate.notAfter.value = new Date(Date.now() + 3_600_000);
  certificate.extensions = [basicConstraints(issuer === undefined), ...alternativeNames(dnsNames)];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(issuer?.signingKey ?? keys.privateKey, 'SHA-256');
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
    key: pem('PRIVATE KEY', pkcs8),
    name,
    signingKey: keys.privateKey,
  };
}

function commonName(value: string): pkijs.AttributeTypeAndValue {
  return new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1.Utf8String({ value }) });
}

function basicConstraints(cA: boolean): pkijs.Extension {
  const extnValue = new pkijs.BasicConstraints({ cA }).toSchema().toBER();
  return new pkijs.Extension({ extnID: BASIC_CONSTRAINTS, critical: true, extnValue });
}

function alternativeNames(dnsNames: readonly string[]): pkijs.Extension[] {
  if (dnsNames.length === 0) return [];
  const names = dnsNames.map((value) => new pkijs.GeneralName({ type: 2, value }));
  const extnValue = new pkijs.GeneralNames({ names }).toSchema().toBER();
  return [new pkijs.Extension({ extnID: SUBJECT_ALTERNATIVE_NAME, extnValue })];
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
