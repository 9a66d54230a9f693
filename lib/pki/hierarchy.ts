import type { Certificate, CertificateHash } from './certificate.js';

export interface Descendant<C extends Certificate = Certificate> {
  readonly certificate: C;
  readonly hash: CertificateHash;
}

/** Everything below `root`, breadth first, each certificate once. */
export function descendants<C extends Certificate>(root: C, all: readonly C[], nowMs: number): Descendant<C>[] {
  const found: Descendant<C>[] = [];
  const seen: C[] = [root];
  const issuers: C[] = [root];
  for (const issuer of issuers) {
    for (const certificate of all) {
      if (isAmong(certificate, seen) || !certificate.isChildOf(issuer, nowMs)) continue;
      seen.push(certificate);
      issuers.push(certificate);
      found.push({ certificate, hash: certificate.hashWith(issuer) });
    }
  }
  return found;
}

/** The root that a certificate goes back to. */
export function rootOf<C extends Certificate>(leaf: C, all: readonly C[], nowMs: number): C | undefined {
  const roots = all.filter(({ isSelfSigned }) => isSelfSigned);
  return roots.find(
    (root) => root.equals(leaf) || descendants(root, all, nowMs).some(({ certificate }) => certificate.equals(leaf)),
  );
}

/** The hash of a certificate, if its issuer is itself or among `all`. */
export function hashAmong(
  certificate: Certificate,
  all: readonly Certificate[],
  nowMs: number,
): CertificateHash | undefined {
  if (certificate.isSelfSigned) return certificate.hashWith(certificate);
  const issuer = all.find((candidate) => certificate.isChildOf(candidate, nowMs));
  return issuer === undefined ? undefined : certificate.hashWith(issuer);
}

export function isAmong(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some((other) => other.equals(certificate));
}
