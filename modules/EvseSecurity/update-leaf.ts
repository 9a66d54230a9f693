import { join } from 'node:path';
import type {
  CertificateValidationResult,
  InstallCertificateResult,
  LeafCertificateType,
} from '#generated/types/evse_security';
import { pemBlocks } from '../../lib/pki/index.js';
import { StoredCertificate } from './certificate.js';
import { isKept, type CertificateStore } from './certificate-store.js';
import type { KeptLeafType } from './store-paths.js';
import { verifyCertificates } from './verify.js';
import { writeCertificates } from './write-files.js';

const results = {
  Expired: 'Expired',
  InvalidSignature: 'InvalidSignature',
  InvalidLeafSignature: 'InvalidSignature',
  InvalidChain: 'InvalidCertificateChain',
  IssuerNotFound: 'NoRootCertificateInstalled',
  Unknown: 'InvalidFormat',
} as const satisfies Record<Exclude<CertificateValidationResult, 'Valid'>, InstallCertificateResult>;

/** Takes in the certificate of a key that the station has; what is there stays. Throws when it cannot be written. */
export async function updateLeaf(
  text: string,
  type: LeafCertificateType,
  store: CertificateStore,
): Promise<InstallCertificateResult> {
  if (await store.isFull()) return 'CertificateStoreMaxLengthExceeded';
  if (!isKept(type)) return 'WriteError';
  const [leaf, ...others] = read(text);
  if (leaf === undefined) return 'InvalidFormat';
  const verdict = await verifyCertificates([leaf, ...others], [type], store);
  if (verdict !== 'Valid') return results[verdict];
  const key = await store.privateKeyOf(leaf, type);
  if (key === undefined) {
    store.log.warn({ certificate: leaf.name }, 'no private key belongs to the certificate');
    return 'WriteError';
  }
  await write([leaf, ...others], type, store);
  store.pendingKeys.remove(key);
  store.log.info({ type, certificate: leaf.name }, 'leaf certificate installed');
  return 'Accepted';
}

function read(text: string): StoredCertificate[] {
  try {
    return pemBlocks(text).map((block) => new StoredCertificate('', block));
  } catch {
    return [];
  }
}

async function write(
  chain: readonly [StoredCertificate, ...StoredCertificate[]],
  type: KeptLeafType,
  store: CertificateStore,
): Promise<void> {
  const folder = store.options.paths.leaves[type].certificates;
  const names = store.names.leaf(type);
  await writeCertificates(join(folder, names.single), [chain[0]]);
  if (chain.length > 1) await writeCertificates(join(folder, names.chain), chain);
}
