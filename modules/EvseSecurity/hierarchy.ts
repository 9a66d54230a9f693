import type { CertificateHashData } from '#generated/types/evse_security';
import type { Certificate } from './certificate.js';

interface Descendant {
  readonly certificate: Certificate;
  readonly hash: CertificateHashData;
}

/** Everything below `root`, breadth first. */
export function descendants(root: Certificate, all: readonly Certificate[], nowMs: number): Descendant[] {
  const found: Descendant[] = [];
  const seen: Certificate[] = [root];
  const issuers: Certificate[] = [root];
  for (const issuer of issuers) {
    for (const certificate of all) {
      if (seen.some((known) => known.equals(certificate)) || !certificate.isChildOf(issuer, nowMs)) continue;
      seen.push(certificate);
      issuers.push(certificate);
      found.push({ certificate, hash: certificate.hashData(issuer) });
    }
  }
  return found;
}

/** The root that a certificate goes back to. */
export function rootOf(leaf: Certificate, all: readonly Certificate[], nowMs: number): Certificate | undefined {
  const roots = all.filter(({ isSelfSigned }) => isSelfSigned);
  return roots.find(
    (root) => root.equals(leaf) || descendants(root, all, nowMs).some(({ certificate }) => certificate.equals(leaf)),
  );
}
