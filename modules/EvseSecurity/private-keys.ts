import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Certificate } from './certificate.js';

const extensions = ['.key', '.tkey'];

/** The file with the private key of a certificate: beside it, or anywhere in the key folder. */
export async function findPrivateKey(
  certificate: Certificate,
  folder: string,
  password: string,
): Promise<string | undefined> {
  const stem = certificate.path.slice(0, -extname(certificate.path).length);
  for (const path of [...extensions.map((extension) => stem + extension), ...(await keyFiles(folder))]) {
    if (await holdsKey(path, certificate, password)) return path;
  }
  return undefined;
}

async function keyFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** A key that is missing, broken or locked with another password is not the one. */
async function holdsKey(path: string, { x509 }: Certificate, password: string): Promise<boolean> {
  try {
    const key = await readFile(path, 'utf8');
    return x509.checkPrivateKey(createPrivateKey(password === '' ? key : { key, passphrase: password }));
  } catch {
    return false;
  }
}
