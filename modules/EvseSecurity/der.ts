/** One element of a DER text: its tag, itself with the header, and its content. */
interface DerElement {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** Parts of a certificate that node:crypto does not give (RFC 5280 §4.1). */
export interface CertificateParts {
  /** DER of the issuer's Name. */
  readonly issuer: Buffer;
  /** DER of the subject's Name. */
  readonly subject: Buffer;
  /** Bits of the public key without tag, length and count of unused bits. */
  readonly publicKeyBits: Buffer;
}

const VERSION_TAG = 0xa0;

/** `der` is a certificate that OpenSSL has read, so its structure is known to be right. */
export function certificateParts(der: Buffer): CertificateParts {
  const [tbs] = children(element(der).content);
  const fields = children(tbs?.content ?? empty);
  const [, , issuer, , subject, keyInfo] = fields[0]?.tag === VERSION_TAG ? fields.slice(1) : fields;
  const [, bits] = children(keyInfo?.content ?? empty);
  return {
    issuer: issuer?.whole ?? empty,
    subject: subject?.whole ?? empty,
    publicKeyBits: (bits?.content ?? empty).subarray(1),
  };
}

const empty = Buffer.alloc(0);

function children(content: Buffer): DerElement[] {
  const found: DerElement[] = [];
  for (let rest = content; rest.length > 0; rest = rest.subarray(found.at(-1)?.whole.length ?? rest.length)) {
    found.push(element(rest));
  }
  return found;
}

/** X.690 §8.1: identifier, length in short or long form, content. */
function element(der: Buffer): DerElement {
  const tag = der[0] ?? 0;
  const first = der[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, Math.min(lengthBytes, 6));
  const start = 2 + lengthBytes;
  return { tag, whole: der.subarray(0, start + length), content: der.subarray(start, start + length) };
}
