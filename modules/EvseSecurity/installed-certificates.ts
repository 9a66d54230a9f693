import type {
  CaCertificateType,
  CertificateHashDataChain,
  CertificateType,
  GetInstalledCertificatesResult,
} from '#generated/types/evse_security';
import { descendants } from '../../lib/pki/index.js';
import { hashData } from './certificate.js';
import { chainOf, type CertificateStore } from './certificate-store.js';

const rootTypes: { readonly [T in CertificateType]?: CaCertificateType } = {
  V2GRootCertificate: 'V2G',
  MORootCertificate: 'MO',
  CSMSRootCertificate: 'CSMS',
  MFRootCertificate: 'MF',
};

/** Hashes of the installed certificates of the wanted types, in the order in which they are asked for. */
export async function installedCertificates(
  types: readonly CertificateType[],
  store: CertificateStore,
): Promise<GetInstalledCertificatesResult> {
  const chains: CertificateHashDataChain[] = [];
  for (const type of types) {
    const root = rootTypes[type];
    if (root !== undefined) chains.push(...(await rootChains(type, root, store)));
  }
  if (types.includes('V2GCertificateChain')) chains.push(...(await leafChains(store)));
  return { status: chains.length > 0 ? 'Accepted' : 'NotFound', certificate_hash_data_chain: chains };
}

/** Each root with everything below it in its store. */
async function rootChains(
  certificate_type: CertificateType,
  root: CaCertificateType,
  store: CertificateStore,
): Promise<CertificateHashDataChain[]> {
  const certificates = await store.rootCertificates(root);
  const roots = certificates.filter(({ isSelfSigned }) => isSelfSigned);
  return roots.map((certificate) => ({
    certificate_type,
    certificate_hash_data: hashData(certificate.hashWith(certificate)),
    child_certificate_hash_data: descendants(certificate, certificates, store.nowMs).map(({ hash }) => hashData(hash)),
  }));
}

async function leafChains(store: CertificateStore): Promise<CertificateHashDataChain[]> {
  const search = await store.usableLeaves('V2G');
  if (search.status !== 'Accepted') return [];
  const anchors = await store.rootCertificates('V2G');
  return search.leaves.flatMap((leaf) => {
    const all = [...anchors, ...chainOf(leaf)];
    const roots = all.filter(({ isSelfSigned }) => isSelfSigned);
    return roots.flatMap((root) => {
      const hashes = descendants(root, all, store.nowMs).map(({ hash }) => hashData(hash));
      const last = hashes.pop();
      if (last === undefined) return [];
      return {
        certificate_type: 'V2GCertificateChain' as const,
        certificate_hash_data: last,
        child_certificate_hash_data: hashes.reverse(),
      };
    });
  });
}
