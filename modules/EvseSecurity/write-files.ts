import { open, rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Certificate } from '../../lib/pki/index.js';

/** Nobody sees a half-written file: the content goes to `<path>$`, to the disk, and then to its place. */
export async function writeWhole(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
  const temporary = `${path}$`;
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** PEM, or DER where the name says so. */
export async function writeCertificates(path: string, certificates: readonly Certificate[]): Promise<void> {
  const [first] = certificates;
  if (extname(path) === '.der' && first !== undefined) await writeWhole(path, first.x509.raw);
  else await writeWhole(path, certificates.map((certificate) => certificate.toPem()).join(''));
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
