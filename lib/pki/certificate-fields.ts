import { derChildren, derElement, derOid, type DerElement } from './der.js';

/** Parts of a certificate that node:crypto does not give (RFC 5280 §4.1, §4.2). */
export interface CertificateFields {
  /** DER of the issuer's Name. */
  readonly issuer: Buffer;
  /** DER of the subject's Name. */
  readonly subject: Buffer;
  /** Bits of the public key without tag, length and count of unused bits. */
  readonly publicKeyBits: Buffer;
  /** Whether basicConstraints say that this is an authority. */
  readonly isAuthority: boolean;
  /** Greatest number of authorities between this one and a leaf; absent: any. */
  readonly pathLength?: number;
  /** Whether the key may sign certificates; true without a keyUsage extension. */
  readonly maySignCertificates: boolean;
  /** Whether the key may sign lists of revoked certificates; true without a keyUsage extension. */
  readonly maySignLists: boolean;
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  /** Object identifiers of critical extensions that nobody here understands. */
  readonly unknownCritical: readonly string[];
  /** The first responder of the authority information access. */
  readonly ocspUrl?: string;
}

interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Buffer;
}

const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const BOOLEAN_TAG = 0x01;
const KEY_ID_TAG = 0x80;
const URI_TAG = 0x86;
const KEY_CERT_SIGN = 0x04;
const CRL_SIGN = 0x02;

const basicConstraints = '2.5.29.19';
const keyUsage = '2.5.29.15';
const subjectKeyIdentifier = '2.5.29.14';
const authorityKeyIdentifier = '2.5.29.35';
const informationAccess = '1.3.6.1.5.5.7.1.1';
const ocsp = '1.3.6.1.5.5.7.48.1';

/** What may be critical without making a chain invalid: extensions that are checked or restrict nothing that matters here. */
const understood: ReadonlySet<string> = new Set([
  basicConstraints,
  keyUsage,
  subjectKeyIdentifier,
  authorityKeyIdentifier,
  '2.5.29.17', // subject alternative name
  '2.5.29.31', // CRL distribution points
  '2.5.29.32', // certificate policies
  '2.5.29.36', // policy constraints
  '2.5.29.37', // extended key usage
  '2.5.29.54', // inhibit any policy
]);

/** `der` is a certificate that OpenSSL has read, so its structure is known to be right. */
export function certificateFields(der: Buffer): CertificateFields {
  const [tbs] = derChildren(derElement(der).content);
  const all = derChildren(tbs?.content);
  const fields = all[0]?.tag === VERSION_TAG ? all.slice(1) : all;
  const [, , issuer, , subject, keyInfo] = fields;
  const [, bits] = derChildren(keyInfo?.content);
  return {
    issuer: issuer?.whole ?? Buffer.alloc(0),
    subject: subject?.whole ?? Buffer.alloc(0),
    publicKeyBits: (bits?.content ?? Buffer.alloc(0)).subarray(1),
    ...extensionFields(extensionsIn(fields.find(({ tag }) => tag === EXTENSIONS_TAG))),
  };
}

type ExtensionFields = Omit<CertificateFields, 'issuer' | 'subject' | 'publicKeyBits'>;

function extensionFields(extensions: readonly Extension[]): ExtensionFields {
  const valueOf = (oid: string): Buffer | undefined => extensions.find((extension) => extension.oid === oid)?.value;
  const usage = valueOf(keyUsage);
  const usageBits = usage === undefined ? undefined : (derElement(usage).content[1] ?? 0);
  const subjectKey = valueOf(subjectKeyIdentifier);
  const authorityKey = derChildren(derContent(valueOf(authorityKeyIdentifier))).find(({ tag }) => tag === KEY_ID_TAG);
  const ocspUrl = ocspUrlIn(valueOf(informationAccess));
  return {
    ...constraintsIn(valueOf(basicConstraints)),
    maySignCertificates: usageBits === undefined || (usageBits & KEY_CERT_SIGN) !== 0,
    maySignLists: usageBits === undefined || (usageBits & CRL_SIGN) !== 0,
    unknownCritical: extensions
      .filter(({ isCritical, oid }) => isCritical && !understood.has(oid))
      .map(({ oid }) => oid),
    ...(subjectKey !== undefined && { subjectKeyId: derElement(subjectKey).content.toString('hex') }),
    ...(authorityKey !== undefined && { authorityKeyId: authorityKey.content.toString('hex') }),
    ...(ocspUrl !== undefined && { ocspUrl }),
  };
}

function extensionsIn(field: DerElement | undefined): Extension[] {
  const [list] = derChildren(field?.content);
  return derChildren(list?.content).map(({ content }) => {
    const [oid, ...rest] = derChildren(content);
    const flag = rest.find(({ tag }) => tag === BOOLEAN_TAG);
    const isCritical = flag !== undefined && flag.content[0] !== 0;
    return { oid: derOid(oid?.content ?? Buffer.alloc(0)), isCritical, value: rest.at(-1)?.content ?? Buffer.alloc(0) };
  });
}

function constraintsIn(value: Buffer | undefined): Pick<CertificateFields, 'isAuthority' | 'pathLength'> {
  const parts = derChildren(derContent(value));
  const flag = parts.find(({ tag }) => tag === BOOLEAN_TAG);
  const length = parts.find(({ tag }) => tag === 0x02);
  return {
    isAuthority: flag !== undefined && flag.content[0] !== 0,
    ...(length !== undefined && { pathLength: length.content.readUIntBE(0, Math.min(length.content.length, 6)) }),
  };
}

function ocspUrlIn(value: Buffer | undefined): string | undefined {
  for (const { content } of derChildren(derContent(value))) {
    const [method, location] = derChildren(content);
    if (method === undefined || location?.tag !== URI_TAG || derOid(method.content) !== ocsp) continue;
    return location.content.toString('latin1');
  }
  return undefined;
}

function derContent(value: Buffer | undefined): Buffer | undefined {
  return value === undefined ? undefined : derElement(value).content;
}
