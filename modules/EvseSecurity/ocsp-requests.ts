import type { OCSPRequestData, OCSPRequestDataList } from '#generated/types/evse_security';
import {
  descendants,
  hashAmong,
  hashesAreEqual,
  hashText,
  isAmong,
  pemBlocks,
  type CertificateHash,
} from '../../lib/pki/index.js';
import { hashData, StoredCertificate } from './certificate.js';
import { certificatesOf } from './certificate-files.js';
import { chainOf, type CertificateStore } from './certificate-store.js';
import { writeOcspFile } from './ocsp-files.js';

/** What to ask about the certificates that the station shows to cars. */
export async function seccOcspRequests(store: CertificateStore): Promise<OCSPRequestDataList> {
  const search = await store.usableLeaves('V2G', 'now or later');
  if (search.status !== 'Accepted') return { ocsp_request_data_list: [] };
  const roots = await store.rootCertificates('V2G');
  return requestsFor(search.leaves.map(chainOf), roots, store);
}

/** What to ask about the contract of a driver. */
export async function contractOcspRequests(text: string, store: CertificateStore): Promise<OCSPRequestDataList> {
  const chain = pemBlocks(text).map((block) => new StoredCertificate('', block));
  if (chain.length === 0) return { ocsp_request_data_list: [] };
  const roots = [...(await store.rootCertificates('V2G')), ...(await store.rootCertificates('MO'))];
  return requestsFor([chain], roots, store);
}

/** Keeps the answer to one of the requests with the certificates that it is about; nothing happens when nobody knows them. */
export async function updateOcspCache(hash: CertificateHash, response: string, store: CertificateStore): Promise<void> {
  const leaves = certificatesOf(await store.leafFiles('V2G'));
  const all = [...(await store.rootCertificates('V2G')), ...leaves];
  for (const certificate of all) {
    const own = hashAmong(certificate, all, store.nowMs);
    if (own !== undefined && hashesAreEqual(own, hash)) {
      await writeOcspFile(certificate.path, own, response, store.names);
    }
  }
}

function requestsFor(
  chains: readonly (readonly StoredCertificate[])[],
  roots: readonly StoredCertificate[],
  store: CertificateStore,
): OCSPRequestDataList {
  const found = new Map<string, OCSPRequestData>();
  for (const chain of chains) {
    for (const [hash, request] of requestsOf(chain, roots, store)) if (!found.has(hash)) found.set(hash, request);
  }
  return { ocsp_request_data_list: [...found.values()] };
}

/** Everything below a root that the whole chain goes back to, the leaf first; the root itself vouches for itself. */
function* requestsOf(
  chain: readonly StoredCertificate[],
  roots: readonly StoredCertificate[],
  { log, nowMs }: CertificateStore,
): Generator<[string, OCSPRequestData]> {
  const all = [...roots, ...chain];
  const issued = chain.filter(({ isSelfSigned }) => !isSelfSigned);
  for (const root of all.filter((each) => each.isSelfSigned && each.isValidAt(nowMs))) {
    const below = descendants(root, all, nowMs);
    const certificates = below.map(({ certificate }) => certificate);
    if (!issued.every((certificate) => isAmong(certificate, certificates))) continue;
    for (const { certificate, hash } of below.reverse()) {
      const { ocspUrl } = certificate.fields;
      if (ocspUrl === undefined) {
        log.warn({ certificate: certificate.name }, 'certificate names no OCSP responder and is left out');
        continue;
      }
      yield [hashText(hash), { certificate_hash_data: hashData(hash), responder_url: ocspUrl }];
    }
  }
}
