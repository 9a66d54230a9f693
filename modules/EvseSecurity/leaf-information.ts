import type {
  CertificateInfo,
  GetCertificateFullInfoResult,
  GetCertificateInfoResult,
  LeafCertificateType,
} from '#generated/types/evse_security';
import { isKept, type CertificateStore, type UsableLeaf } from './certificate-store.js';
import type { Certificate } from './certificate.js';
import { certificatesOf } from './certificate-files.js';
import { rootOf } from './hierarchy.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The certificate that the station shows, with its key. */
export async function leafInformation(
  type: LeafCertificateType,
  store: CertificateStore,
): Promise<GetCertificateInfoResult> {
  if (!isKept(type)) return { status: 'Rejected' };
  const search = await store.usableLeaves(type);
  if (search.status !== 'Accepted') return { status: search.status };
  return { status: 'Accepted', info: information(search.leaves[0], store.options.password) };
}

/** All certificates that the station can show, one for each root they go back to. */
export async function allLeafInformation(
  type: LeafCertificateType,
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
    const info = information(leaf, store.options.password);
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

function information({ files, key }: UsableLeaf, password: string): CertificateInfo {
  const chain = files.find(({ certificates }) => certificates.length > 1);
  const single = files.find(({ certificates }) => certificates.length === 1);
  return {
    key,
    certificate_count: chain?.certificates.length ?? 1,
    ...(chain !== undefined && { certificate: chain.path }),
    ...(single !== undefined && { certificate_single: single.path }),
    ...(password !== '' && { password }),
  };
}

function isAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => other.equals(certificate));
}
