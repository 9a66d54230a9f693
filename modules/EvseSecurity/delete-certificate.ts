import { errorText } from 'everest-ts';
import type {
  CaCertificateType,
  CertificateStoreUpdate,
  DeleteCertificateResult,
} from '#generated/types/evse_security';
import {
  descendants,
  hashAmong,
  hashesAreEqual,
  isAmong,
  type Certificate,
  type CertificateHash,
} from '../../lib/pki/index.js';
import type { StoredCertificate } from './certificate.js';
import { certificatesOf, readWholeFiles, type CertificateFile } from './certificate-files.js';
import type { CertificateStore } from './certificate-store.js';
import { removeOcspFiles } from './ocsp-files.js';
import type { KeptLeafType } from './store-paths.js';
import { removeFile, writeCertificates } from './write-files.js';

export interface Deletion {
  readonly result: DeleteCertificateResult;
  /** What to tell of it. */
  readonly update?: CertificateStoreUpdate;
}

const rootTypes = ['V2G', 'MO', 'CSMS', 'MF'] as const satisfies readonly CaCertificateType[];
const leafTypes = ['V2G', 'CSMS'] as const satisfies readonly KeptLeafType[];

/** Roots with everything they issued, or else leaves of the SECC with their keys. Throws when it cannot be written. */
export async function deleteCertificate(hash: CertificateHash, store: CertificateStore): Promise<Deletion> {
  let deleted: CaCertificateType | undefined;
  for (const type of rootTypes) {
    if (await deleteFromRoots(hash, type, store)) deleted = type;
  }
  if (deleted !== undefined) {
    return { result: 'Accepted', update: { operation: 'Deleted', ca_certificate_type: deleted } };
  }
  for (const type of leafTypes) {
    const result = await deleteLeaves(hash, type, store);
    if (result === 'Accepted') return { result, update: { operation: 'Deleted', leaf_certificate_type: type } };
    if (result === 'Failed') return { result };
  }
  return { result: 'NotFound' };
}

async function deleteFromRoots(
  hash: CertificateHash,
  type: CaCertificateType,
  store: CertificateStore,
): Promise<boolean> {
  const files = await readableFiles(type, store);
  const all = certificatesOf(files);
  const found = withHash(hash, all, all, store.nowMs);
  if (found.length === 0) return false;
  const gone = [
    ...found,
    ...found.flatMap((each) => descendants(each, all, store.nowMs).map(({ certificate }) => certificate)),
  ];
  const isFile = await store.isFileStore(type);
  for (const { certificates, path } of files) {
    const kept = certificates.filter((certificate) => !isAmong(certificate, gone));
    if (kept.length === certificates.length) continue;
    // one file stays even when it is empty
    if (kept.length > 0 || isFile) await writeCertificates(path, kept);
    else await removeFile(path);
  }
  store.log.info({ type, certificates: gone.map(({ name }) => name) }, 'certificate authorities deleted');
  return true;
}

/** None where a part cannot be read: what is not known completely is not written back. */
async function readableFiles(type: CaCertificateType, store: CertificateStore): Promise<CertificateFile[]> {
  const path = store.options.paths.roots[type];
  try {
    return await readWholeFiles(path);
  } catch (error) {
    store.log.warn({ type, path, reason: errorText(error) }, 'certificate authorities cannot be read, none is deleted');
    return [];
  }
}

/** The hash of what the folder holds is known with the roots of its type only. */
async function deleteLeaves(
  hash: CertificateHash,
  type: KeptLeafType,
  store: CertificateStore,
): Promise<DeleteCertificateResult> {
  const { leaves } = store.options.paths;
  const files = await store.leafFiles(type);
  const inFiles = certificatesOf(files);
  const found = withHash(hash, inFiles, [...(await store.rootCertificates(type)), ...inFiles], store.nowMs);
  if (found.length === 0) return 'NotFound';
  // Security WP M04: the certificate of the charging station itself must stay
  if (type === 'CSMS' || leaves.CSMS.certificates === leaves.V2G.certificates) {
    store.log.warn({ certificate: found[0]?.name }, 'the certificate of the charging station cannot be deleted');
    return 'Failed';
  }
  const affected = files.filter(({ certificates }) => certificates.some((each) => isAmong(each, found)));
  await deleteFiles(affected, hash, type, store);
  return 'Accepted';
}

async function deleteFiles(
  files: readonly CertificateFile[],
  hash: CertificateHash,
  type: KeptLeafType,
  store: CertificateStore,
): Promise<void> {
  const keys: string[] = [];
  for (const { certificates } of files) {
    for (const certificate of certificates) {
      const key = await store.privateKeyOf(certificate, type);
      if (key !== undefined) keys.push(key);
    }
  }
  for (const { path } of files) await removeOcspFiles(path, hash);
  for (const path of [...files.map((file) => file.path), ...new Set(keys)]) await removeFile(path);
  store.log.info({ type, files: files.map(({ path }) => path) }, 'leaf certificate deleted');
}

function withHash(
  hash: CertificateHash,
  candidates: readonly StoredCertificate[],
  all: readonly Certificate[],
  nowMs: number,
): StoredCertificate[] {
  return candidates.filter((certificate) => {
    const own = hashAmong(certificate, all, nowMs);
    return own !== undefined && hashesAreEqual(own, hash);
  });
}
