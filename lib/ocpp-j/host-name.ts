export interface CertificateNames {
  /** DNS names of the subject alternative name extension. */
  readonly dnsNames: readonly string[];
  readonly commonNames: readonly string[];
}

/**
 * RFC 6125 §6.4: whether a certificate is for `host` (a DNS name). The common name counts only without DNS names.
 * A wildcard stands for exactly one whole leftmost label; `f*.example.org` matches nothing.
 */
export function hostNameMatches(host: string, names: CertificateNames, allowWildcards: boolean): boolean {
  const candidates = names.dnsNames.length > 0 ? names.dnsNames : names.commonNames;
  const wanted = labels(host);
  return candidates.some((candidate) => labelsMatch(wanted, labels(candidate), allowWildcards));
}

function labels(name: string): readonly string[] {
  return name.toLowerCase().replace(/\.$/, '').split('.');
}

function labelsMatch(wanted: readonly string[], pattern: readonly string[], allowWildcards: boolean): boolean {
  if (wanted.length !== pattern.length) return false;
  const [first, ...rest] = pattern;
  if (rest.some((label, index) => label !== wanted[index + 1])) return false;
  if (first === wanted[0]) return !first?.includes('*');
  return first === '*' && allowWildcards && pattern.length > 2;
}
