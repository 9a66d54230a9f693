import type { CaCertificateType } from '#generated/types/evse_security';
import { readLinkableFiles } from './certificate-files.js';
import type { CertificateStore } from './certificate-store.js';
import { refreshHashLinks } from './hash-links.js';

/** Whether somebody is trusted at all: a root has to be valid now. */
export async function isRootInstalled(type: CaCertificateType, store: CertificateStore): Promise<boolean> {
  const certificates = await store.rootCertificates(type);
  return certificates.some((certificate) => certificate.isSelfSigned && certificate.isValidAt(store.nowMs));
}

/** The file with the roots; of a folder the one with the first valid root, or an empty text. */
export async function verifyFile(type: CaCertificateType, store: CertificateStore): Promise<string> {
  if (await store.isFileStore(type)) return store.options.paths.roots[type];
  const certificates = await store.rootCertificates(type);
  const root = certificates.find((certificate) => certificate.isSelfSigned && certificate.isValidAt(store.nowMs));
  return root?.path ?? '';
}

/** The file or folder of the roots; an empty text while it holds no certificate. Links in a folder are put in order first. */
export async function verifyLocation(type: CaCertificateType, store: CertificateStore): Promise<string> {
  const files = await store.rootFiles(type);
  if (files.length === 0) return '';
  const path = store.options.paths.roots[type];
  if (!(await store.isFileStore(type))) await refreshHashLinks(path, await readLinkableFiles(path, store.log));
  return path;
}
