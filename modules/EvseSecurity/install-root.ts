import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CaCertificateType, InstallCertificateResult } from '#generated/types/evse_security';
import { isAmong, readCertificates, type Certificate } from '../../lib/pki/index.js';
import { certificatesOf, readWholeFiles } from './certificate-files.js';
import type { CertificateStore } from './certificate-store.js';
import { writeCertificates } from './write-files.js';

/** Puts one certificate into the store of a type. Throws when it cannot be written. */
export async function installRoot(
  text: string,
  type: CaCertificateType,
  store: CertificateStore,
): Promise<InstallCertificateResult> {
  if (await store.isFull()) return 'CertificateStoreMaxLengthExceeded';
  const certificate = theOnlyOne(text);
  if (certificate === undefined) return 'InvalidFormat';
  if (!certificate.isValidAt(store.nowMs)) return 'Expired';
  if (!certificate.fields.isAuthority) {
    store.log.warn({ type, certificate: certificate.name }, 'the certificate to be trusted is no authority');
  }
  if (await store.isFileStore(type)) await addToFile(certificate, store.options.paths.roots[type]);
  else await addToFolder(certificate, type, store);
  store.log.info({ type, certificate: certificate.name }, 'certificate authority installed');
  return 'Accepted';
}

function theOnlyOne(text: string): Certificate | undefined {
  try {
    const [certificate, ...others] = readCertificates(text);
    return others.length === 0 ? certificate : undefined;
  } catch {
    return undefined;
  }
}

async function addToFile(certificate: Certificate, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const known = certificatesOf(await readWholeFiles(path));
  await writeCertificates(path, isAmong(certificate, known) ? known : [...known, certificate]);
}

/** A certificate that is there already stays in its file. */
async function addToFolder(certificate: Certificate, type: CaCertificateType, store: CertificateStore): Promise<void> {
  const folder = store.options.paths.roots[type];
  const files = await readWholeFiles(folder);
  const file = files.find(({ certificates }) => isAmong(certificate, certificates));
  if (file === undefined) await writeCertificates(join(folder, store.names.root(type)), [certificate]);
  else await writeCertificates(file.path, file.certificates);
}
