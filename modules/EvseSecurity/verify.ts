import type { CertificateValidationResult, LeafCertificateType } from '#generated/types/evse_security';
import { readCertificates, verifyChain, type Certificate } from '../../lib/pki/index.js';
import type { StoredCertificate } from './certificate.js';
import type { CertificateStore } from './certificate-store.js';

/** Whether a chain, leaf first, goes back to a root of one of the types. */
export async function verifyText(
  text: string,
  types: readonly LeafCertificateType[],
  store: CertificateStore,
): Promise<CertificateValidationResult> {
  const chain = readCertificates(text);
  return chain.length === 0 ? 'Unknown' : verifyCertificates(chain, types, store);
}

export async function verifyCertificates(
  chain: readonly Certificate[],
  types: readonly LeafCertificateType[],
  store: CertificateStore,
): Promise<CertificateValidationResult> {
  const verdict = verifyChain(chain, await trustAnchors(types, store), store.nowMs);
  if (verdict.result !== 'Valid') store.log.warn({ ...verdict, types }, 'certificate chain is not valid');
  return verdict.result;
}

/** Everything in the stores that hold at least one root that is valid. */
async function trustAnchors(
  types: readonly LeafCertificateType[],
  store: CertificateStore,
): Promise<StoredCertificate[]> {
  const anchors: StoredCertificate[] = [];
  for (const type of new Set(types)) {
    const certificates = await store.rootCertificates(type);
    const isTrusted = certificates.some((each) => each.isSelfSigned && each.isValidAt(store.nowMs));
    if (isTrusted) anchors.push(...certificates);
  }
  return anchors;
}
