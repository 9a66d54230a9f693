import type {
  CertificateInfo,
  CertificateOCSP,
  GetCertificateFullInfoResult,
  GetCertificateInfoResult,
  LeafCertificateType,
} from '#generated/types/evse_security';
import { hashAmong, isAmong, rootOf } from '../../lib/pki/index.js';
import { hashData, type StoredCertificate } from './certificate.js';
import { certificatesOf } from './certificate-files.js';
import { chainOf, isKept, type CertificateStore, type UsableLeaf } from './certificate-store.js';
import { ocspFileOf } from './ocsp-files.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The certificate that the station shows, with its key. */
export async function leafInformation(
  type: LeafCertificateType,
  withOcsp: boolean,
  store: CertificateStore,
): Promise<GetCertificateInfoResult> {
  if (!isKept(type)) return { status: 'Rejected' };
  const search = await store.usableLeaves(type);
  if (search.status !== 'Accepted') return { status: search.status };
  return { status: 'Accepted', info: await information(search.leaves[0], withOcsp, store) };
}

/** All certificates that the station can show, one for each root they go back to. */
export async function allLeafInformation(
  type: LeafCertificateType,
  withOcsp: boolean,
  store: CertificateStore,
): Promise<GetCertificateFullInfoResult> {
  if (!isKept(type)) return { status: 'Rejected', info: [] };
  const search = await store.usableLeaves(type);
  if (search.status !== 'Accepted') return { status: search.status, info: [] };
  const anchors = await store.rootCertificates(type);
  const found = new Map<string, CertificateInfo>();
  for (const leaf of search.leaves) {
    const root = rootOf(leaf.certificate, [...anchors, ...certificatesOf(leaf.files)], store.nowMs);
    if (root === undefined || found.has(root.x509.fingerprint256) || !isAmong(root, anchors)) continue;
    const info = await information(leaf, withOcsp, store);
    found.set(root.x509.fingerprint256, { ...info, certificate_root: root.x509.toString() });
  }
  return { status: 'Accepted', info: [...found.values()] };
}

/** Whole days until the certificate in use expires; 0 when there is none. */
export async function leafExpiryDays(type: LeafCertificateType, store: CertificateStore): Promise<number> {
  if (!isKept(type)) return 0;
  const search = await store.usableLeaves(type);
  if (search.status !== 'Accepted') return 0;
  return Math.trunc((search.leaves[0].certificate.notAfterMs - store.nowMs) / DAY_MS);
}

async function information(leaf: UsableLeaf, withOcsp: boolean, store: CertificateStore): Promise<CertificateInfo> {
  const { files, key } = leaf;
  const { password } = store.options;
  const chain = files.find(({ certificates }) => certificates.length > 1);
  const single = files.find(({ certificates }) => certificates.length === 1);
  return {
    key,
    certificate_count: chain?.certificates.length ?? 1,
    ...(chain !== undefined && { certificate: chain.path }),
    ...(single !== undefined && { certificate_single: single.path }),
    ...(password !== '' && { password }),
    ...(withOcsp && { ocsp: await ocspOf(chainOf(leaf), store) }),
  };
}

/** One entry for each certificate of the chain, in its order; what has no known issuer keeps its place. */
async function ocspOf(chain: readonly StoredCertificate[], store: CertificateStore): Promise<CertificateOCSP[]> {
  const all = [...(await store.rootCertificates('V2G')), ...chain];
  return Promise.all(
    chain.map(async (certificate) => {
      const hash = hashAmong(certificate, all, store.nowMs);
      if (hash === undefined) return { hash: unknownHash };
      const path = await ocspFileOf(certificate.path, hash);
      return { hash: hashData(hash), ...(path !== undefined && { ocsp_path: path }) };
    }),
  );
}

const unknownHash = { hash_algorithm: 'SHA256', issuer_name_hash: '', issuer_key_hash: '', serial_number: '' } as const;
