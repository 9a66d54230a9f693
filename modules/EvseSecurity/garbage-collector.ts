import { readFile } from 'node:fs/promises';
import { belongsTo, hashAmong, hashText, type Certificate } from '../../lib/pki/index.js';
import { certificatesOf, type CertificateFile } from './certificate-files.js';
import type { CertificateStore } from './certificate-store.js';
import { ocspFilesBeside, removeOcspFile, removeOcspFiles } from './ocsp-files.js';
import { keyFiles } from './private-keys.js';
import type { KeptLeafType } from './store-paths.js';
import { removeFile } from './write-files.js';

/** So many leaf files of a type stay in any case. */
const LEAST_KEPT = 10;
const kept = ['CSMS', 'V2G'] as const satisfies readonly KeptLeafType[];
const rootTypes = ['V2G', 'MO', 'CSMS', 'MF'] as const;

/** Makes room in a full store; in any other nothing is ever thrown away. */
export async function collectGarbage(store: CertificateStore): Promise<void> {
  if (!(await store.isFull())) return;
  store.log.warn('certificate store is full, what is not needed is deleted');
  for (const type of kept) await dropExpiredLeaves(type, store);
  for (const type of kept) await noteLonelyKeys(type, store);
  for (const path of store.pendingKeys.expired) {
    await removeFile(path);
    store.pendingKeys.remove(path);
  }
  await dropStrayOcspFiles(store);
}

async function dropExpiredLeaves(type: KeptLeafType, store: CertificateStore): Promise<void> {
  const files = await store.leafFiles(type);
  if (files.length <= LEAST_KEPT) return;
  const ordered = [...files].sort((left, right) => right.certificates[0].notAfterMs - left.certificates[0].notAfterMs);
  const protectedKeys = new Set<string>();
  for (const { certificates } of ordered.slice(0, LEAST_KEPT)) {
    const key = await store.privateKeyOf(certificates[0], type);
    if (key === undefined) continue;
    protectedKeys.add(key);
    store.pendingKeys.remove(key);
  }
  const all = [...(await store.rootCertificates(type)), ...certificatesOf(files)];
  for (const file of ordered.slice(LEAST_KEPT)) {
    if (file.certificates[0].isExpiredAt(store.nowMs)) await dropLeaf(file, type, protectedKeys, all, store);
  }
}

async function dropLeaf(
  { certificates, path }: CertificateFile,
  type: KeptLeafType,
  protectedKeys: ReadonlySet<string>,
  all: readonly Certificate[],
  store: CertificateStore,
): Promise<void> {
  const [leaf] = certificates;
  const key = await store.privateKeyOf(leaf, type);
  // an expired certificate has no valid issuer any more; its hash is that of the time when it still had one
  const hash = hashAmong(leaf, all, leaf.notAfterMs);
  if (hash !== undefined) await removeOcspFiles(path, hash);
  if (key !== undefined && !protectedKeys.has(key)) await removeFile(key);
  await removeFile(path);
}

/** Also keys of an earlier run may still get their certificates. */
async function noteLonelyKeys(type: KeptLeafType, store: CertificateStore): Promise<void> {
  const certificates = certificatesOf(await store.leafFiles(type));
  for (const path of await keyFiles(store.options.paths.leaves[type].keys)) {
    const key = await readFile(path, 'utf8');
    const isUsed = certificates.some((certificate) => belongsTo(key, certificate, store.options.password));
    if (!isUsed) store.pendingKeys.add(path);
  }
}

async function dropStrayOcspFiles(store: CertificateStore): Promise<void> {
  const roots = await Promise.all(rootTypes.map((type) => store.rootCertificates(type)));
  const leaves = await Promise.all(kept.map(async (type) => certificatesOf(await store.leafFiles(type))));
  const all = [...roots.flat(), ...leaves.flat()];
  const known = new Set(
    all.flatMap((certificate) => {
      const hash = hashAmong(certificate, all, store.nowMs);
      return hash === undefined ? [] : [hashText(hash)];
    }),
  );
  const { leaves: folders, roots: rootPaths } = store.options.paths;
  const places = [
    ...Object.values(folders).map(({ certificates }) => `${certificates}/any`),
    ...Object.values(rootPaths).flatMap((path) => [path, `${path}/any`]),
  ];
  for (const place of new Set(places)) {
    for (const file of await ocspFilesBeside(place)) if (!known.has(file.hash)) await removeOcspFile(file);
  }
}
