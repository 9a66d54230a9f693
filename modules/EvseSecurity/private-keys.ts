import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { belongsTo } from '../../lib/pki/index.js';
import type { StoredCertificate } from './certificate.js';
import { filesIn } from './files-in.js';

const extensions = ['.key', '.tkey'];

/** The file with the private key of a certificate: beside it, or anywhere in the key folder. */
export async function findPrivateKey(
  certificate: StoredCertificate,
  folder: string,
  password: string,
): Promise<string | undefined> {
  const stem = certificate.path.slice(0, -extname(certificate.path).length);
  const beside = certificate.path === '' ? [] : extensions.map((extension) => stem + extension);
  for (const path of [...beside, ...(await keyFiles(folder))]) {
    const key = await readFile(path, 'utf8').catch(() => undefined);
    if (key !== undefined && belongsTo(key, certificate, password)) return path;
  }
  return undefined;
}

/** All files with private keys below a folder. */
export function keyFiles(folder: string): Promise<string[]> {
  return filesIn(folder, extensions, { recursive: true }).catch(() => []);
}
