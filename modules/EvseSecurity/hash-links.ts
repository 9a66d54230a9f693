import { createHash } from 'node:crypto';
import { access, constants, lstat, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { subjectHash } from '../../lib/pki/subject-hash.js';
import type { CertificateFile } from './certificate-files.js';

const LINK = /^[0-9a-f]{8}\.\d+$/;
const MOST_COLLISIONS = 256;

/** Links by which OpenSSL programs find certificates in a folder (`openssl rehash`). Throws when the folder cannot be written. */
export async function refreshHashLinks(folder: string, files: readonly CertificateFile[]): Promise<void> {
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  const wanted = wantedLinks(files);
  for (const name of await readdir(folder)) {
    if (!LINK.test(name)) continue;
    if (await isWanted(join(folder, name), wanted.get(name))) wanted.delete(name);
    else await rm(join(folder, name));
  }
  for (const [name, target] of wanted) await symlink(target, join(folder, name));
}

/** A file in the place of a link was put there by somebody who copies instead of linking. */
async function isWanted(path: string, target: string | undefined): Promise<boolean> {
  const isLink = (await lstat(path)).isSymbolicLink();
  return !isLink || (await readlink(path)) === target;
}

/** Only files with exactly one certificate get a link, and each certificate only one. */
function wantedLinks(files: readonly CertificateFile[]): Map<string, string> {
  const links = new Map<string, string>();
  const seen = new Set<string>();
  for (const { certificates, path } of files) {
    const [certificate] = certificates;
    const fingerprint = createHash('sha1').update(certificate.x509.raw).digest('hex');
    if (certificates.length !== 1 || seen.has(fingerprint)) continue;
    seen.add(fingerprint);
    const hash = subjectHash(certificate.fields.subject);
    for (let number = 0; number < MOST_COLLISIONS; number++) {
      if (links.has(`${hash}.${number}`)) continue;
      links.set(`${hash}.${number}`, basename(path));
      break;
    }
  }
  return links;
}
