import { malformed } from './protocol-violation.js';

const REPLACEMENT = '\uFFFD';

/** MQTT 5 §1.5.4: well-formed UTF-8 without U+0000; everything else ends the connection. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (text.includes('\0')) throw malformed('a string contains U+0000');
  // the decoder puts the replacement character where the bytes are no UTF-8; it may also really be there
  if (text.includes(REPLACEMENT) && !Buffer.from(text).equals(bytes.subarray(start, end))) {
    throw malformed('a string is not UTF-8');
  }
  return text;
}
