import type { Certificate } from './certificate.js';
import { isAmong } from './hierarchy.js';

export type ChainResult =
  'Valid' | 'Expired' | 'InvalidSignature' | 'IssuerNotFound' | 'InvalidLeafSignature' | 'InvalidChain' | 'Unknown';

/** The outcome, and for people which certificate broke which rule. */
export interface ChainVerdict {
  readonly result: ChainResult;
  /** Name of the certificate that is to blame. */
  readonly certificate?: string;
  readonly rule?: string;
}

const LONGEST_CHAIN = 100;
const valid: ChainVerdict = { result: 'Valid' };

/**
 * RFC 5280 §6 without times: only the leaf may not be expired. `chain` is leaf first. The path has to end in a self-signed
 * certificate of `anchors`; what is not an anchor is a help at most.
 */
export function verifyChain(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
  nowMs: number,
): ChainVerdict {
  const [leaf, ...others] = chain;
  if (leaf === undefined) return { result: 'Unknown', rule: 'there is no certificate' };
  if (anchors.length === 0) return blame('IssuerNotFound', leaf, 'no root certificate is trusted');
  if (leaf.isExpiredAt(nowMs)) return blame('Expired', leaf, `expired at ${new Date(leaf.notAfterMs).toISOString()}`);
  const untrusted = others.filter(({ isSelfSigned }) => !isSelfSigned);
  return climb([leaf], { anchors, known: [...untrusted, ...anchors] });
}

interface Search {
  readonly anchors: readonly Certificate[];
  readonly known: readonly Certificate[];
}

/** Tries every issuer of the last certificate of the path; the first failure is what is told when none leads to a root. */
function climb(path: readonly [Certificate, ...Certificate[]], search: Search): ChainVerdict {
  const last = path.at(-1) ?? path[0];
  const [unknown] = last.fields.unknownCritical;
  if (unknown !== undefined) return blame('Unknown', last, `critical extension ${unknown} is not understood`);
  if (last.isSelfSigned) return trusted(last, path, search);
  if (path.length >= LONGEST_CHAIN) return blame('InvalidChain', last, 'the chain is too long');
  const issuers = search.known.filter((candidate) => last.names(candidate) && !isAmong(candidate, path));
  let failure: ChainVerdict | undefined;
  for (const issuer of issuers) {
    const link = checkLink(last, issuer, path.length - 1);
    const verdict = link.result === 'Valid' ? climb([...path, issuer], search) : link;
    if (verdict.result === 'Valid') return valid;
    failure ??= verdict;
  }
  const wanted = last.x509.issuer.split('\n').join(', ');
  return failure ?? blame('IssuerNotFound', last, `its issuer (${wanted}) is not known`);
}

function trusted(last: Certificate, path: readonly Certificate[], { anchors }: Search): ChainVerdict {
  if (isAmong(last, anchors)) return valid;
  return path.length === 1
    ? blame('Unknown', last, 'is self-signed and not trusted itself')
    : blame('InvalidChain', last, 'is a root that is not trusted');
}

/** `below`: authorities between the issuer and the leaf. */
function checkLink(certificate: Certificate, issuer: Certificate, below: number): ChainVerdict {
  const { isAuthority, maySignCertificates, pathLength } = issuer.fields;
  if (!isAuthority) return blame('Unknown', issuer, 'is no certificate authority');
  if (!maySignCertificates) return blame('Unknown', issuer, 'its key usage does not allow to sign certificates');
  if (pathLength !== undefined && below > pathLength) {
    return blame('Unknown', issuer, `allows ${pathLength} authorities below itself, the chain has ${below}`);
  }
  const signature = certificate.signatureBy(issuer);
  if (signature === 'good') return valid;
  const isLeaf = below === 0;
  return signature === 'unreadable' && isLeaf
    ? blame('InvalidLeafSignature', certificate, `its signature by ${issuer.name} cannot be verified`)
    : blame('InvalidSignature', certificate, `was not signed by the key of ${issuer.name}`);
}

function blame(result: ChainResult, certificate: Certificate, rule: string): ChainVerdict {
  return { result, certificate: certificate.name, rule };
}
