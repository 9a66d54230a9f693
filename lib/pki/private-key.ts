import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Certificate } from './certificate.js';

/** Security WP §2: an elliptic curve of 256 bits, which every peer understands. */
export async function generatePrivateKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'prime256v1' });
  return privateKey;
}

/** PKCS#8 as PEM; encrypted with AES-128-CBC if there is a password. */
export function exportPrivateKey(key: KeyObject, password = ''): string {
  const plain = { type: 'pkcs8', format: 'pem' } as const;
  const text = key.export(password === '' ? plain : { ...plain, cipher: 'aes-128-cbc', passphrase: password });
  return text.toString();
}

/** Throws when the text is no key, or locked with another password. */
export function readPrivateKey(text: string, password = ''): KeyObject {
  return createPrivateKey(password === '' ? text : { key: text, passphrase: password });
}

/** A key that is broken or locked with another password belongs to nothing. */
export function belongsTo(text: string, { x509 }: Certificate, password: string): boolean {
  try {
    return x509.checkPrivateKey(readPrivateKey(text, password));
  } catch {
    return false;
  }
}
