import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CertificationRequest, RelativeDistinguishedNames } from 'pkijs';
import { basicConstraints, keyUsage, subjectAlternativeName } from './extensions.js';
import { exactBuffer } from './issue.js';
import { fromPem, pemBlocks, toPem } from './pem.js';
import { distinguishedName, type Subject } from './subject.js';
import { loadToolkit, signingKey } from './toolkit.js';

const LABEL = 'CERTIFICATE REQUEST';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** RFC 2986, PEM: asks for a certificate for `key` that signs and agrees on keys, and is no authority. */
export async function createSigningRequest(
  subject: Subject,
  key: KeyObject,
  dnsNames: readonly string[] = [],
): Promise<string> {
  const toolkit = await loadToolkit();
  const { pkijs } = toolkit;
  const request = new pkijs.CertificationRequest();
  request.subject = distinguishedName(subject, toolkit);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  request.subjectPublicKeyInfo = pkijs.PublicKeyInfo.fromBER(exactBuffer(spki));
  const extensions = [
    keyUsage(['digitalSignature', 'keyAgreement'], false, toolkit),
    basicConstraints(false, undefined, toolkit),
    ...(dnsNames.length === 0 ? [] : [subjectAlternativeName(dnsNames, [], toolkit)]),
  ];
  const values = [new pkijs.Extensions({ extensions }).toSchema()];
  request.attributes = [new pkijs.Attribute({ type: EXTENSION_REQUEST, values })];
  await request.sign(await signingKey(key), 'SHA-256');
  return toPem(LABEL, request.toSchema(true).toBER());
}

/** What somebody asks to have certified. */
export interface SigningRequest {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
}

/** Undefined when the text is no request, or was not signed with the key that it names. */
export async function readSigningRequest(pem: string): Promise<SigningRequest | undefined> {
  const [block] = pemBlocks(pem, LABEL);
  if (block === undefined) return undefined;
  const toolkit = await loadToolkit();
  try {
    const request = toolkit.pkijs.CertificationRequest.fromBER(exactBuffer(fromPem(block)));
    if (!(await request.verify())) return undefined;
    return { subject: subjectOf(request.subject), publicKey: publicKeyOf(request) };
  } catch {
    return undefined;
  }
}

function publicKeyOf({ subjectPublicKeyInfo }: CertificationRequest): KeyObject {
  const spki = Buffer.from(subjectPublicKeyInfo.toSchema().toBER());
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

function subjectOf({ typesAndValues }: RelativeDistinguishedNames): Subject {
  const value = (oid: string): string | undefined => {
    const found = typesAndValues.find(({ type }) => type === oid)?.value.valueBlock.value;
    return typeof found === 'string' ? found : undefined;
  };
  const named = (name: keyof Subject, oid: string): Subject => {
    const found = value(oid);
    return found === undefined ? {} : { [name]: found };
  };
  return {
    ...named('country', '2.5.4.6'),
    ...named('organization', '2.5.4.10'),
    ...named('commonName', '2.5.4.3'),
    ...named('domainComponent', '0.9.2342.19200300.100.1.25'),
  };
}
