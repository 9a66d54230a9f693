import { createHash } from 'node:crypto';
import { derChildren, derElement } from './der.js';

const UTF8 = 0x0c;
const BMP = 0x1e;
const UNIVERSAL = 0x1c;
/** UTF8, Numeric, Printable, T61, IA5, Visible, General, Universal and BMP strings. */
const texts: ReadonlySet<number> = new Set([UTF8, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1b, UNIVERSAL, BMP]);

/** The name under which OpenSSL looks for a certificate with this subject (`openssl x509 -subject_hash`): 8 hex digits. */
export function subjectHash(subject: Buffer): string {
  const sets = derChildren(derElement(subject).content).map(({ content }) =>
    wrap(0x31, Buffer.concat(derChildren(content).map((attribute) => canonicalAttribute(attribute.content)))),
  );
  const digest = createHash('sha1').update(Buffer.concat(sets)).digest();
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

/** Texts in lower case without superfluous spaces; everything else as it is. */
function canonicalAttribute(content: Buffer): Buffer {
  const [type, value] = derChildren(content);
  if (type === undefined || value === undefined) return wrap(0x30, content);
  if (!texts.has(value.tag)) return wrap(0x30, content);
  const text = textOf(value.tag, value.content)
    .replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '')
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return wrap(0x30, Buffer.concat([type.whole, wrap(UTF8, Buffer.from(text, 'utf8'))]));
}

function textOf(tag: number, content: Buffer): string {
  if (tag === UTF8) return content.toString('utf8');
  if (tag === BMP) return Buffer.from(content).swap16().toString('utf16le');
  return content.toString('latin1');
}

function wrap(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
