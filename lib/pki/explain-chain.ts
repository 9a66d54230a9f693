import { isIP } from 'node:net';
import type { Certificate } from './certificate.js';
import { isAmong } from './hierarchy.js';
import { verifyChain } from './verify-chain.js';

export interface Question {
  /** Leaf first. */
  readonly chain: readonly Certificate[];
  readonly roots: readonly Certificate[];
  readonly nowMs: number;
  /** DNS name or address that the leaf has to be for. */
  readonly host?: string;
  /** Serial numbers (hexadecimal) that their authority has revoked. */
  readonly revoked?: readonly string[];
}

/** Which certificate breaks which rule. */
export interface Finding {
  readonly certificate: string;
  readonly rule: string;
}

/** Everything that makes TLS refuse a chain (RFC 5280 §6, RFC 6125); nothing when it is accepted. */
export function explainChain({ chain, host, nowMs, revoked = [], roots }: Question): Finding[] {
  const findings: Finding[] = [];
  const verdict = verifyChain(chain, roots, nowMs);
  if (verdict.result !== 'Valid') {
    findings.push({ certificate: verdict.certificate ?? '', rule: verdict.rule ?? verdict.result });
  }
  const [leaf] = chain;
  if (leaf === undefined) return findings;
  for (const certificate of involved(leaf, [...chain, ...roots])) {
    const rule = brokenTime(certificate, nowMs);
    if (rule !== undefined && findings[0]?.rule !== rule) findings.push({ certificate: certificate.name, rule });
    if (revoked.includes(certificate.serialNumber)) {
      findings.push({ certificate: certificate.name, rule: 'was revoked by its authority' });
    }
  }
  if (host !== undefined && !isFor(leaf, host))
    findings.push({ certificate: leaf.name, rule: `is for ${namesOf(leaf)}, not for ${host}` });
  return findings;
}

/** The leaf and everything that may have issued it. */
function involved(leaf: Certificate, all: readonly Certificate[]): Certificate[] {
  const found = [leaf];
  for (const certificate of found) {
    found.push(...all.filter((other) => certificate.names(other) && !isAmong(other, found)));
  }
  return found;
}

function brokenTime({ notAfterMs, notBeforeMs }: Certificate, nowMs: number): string | undefined {
  if (notAfterMs < nowMs) return `expired at ${new Date(notAfterMs).toISOString()}`;
  if (notBeforeMs > nowMs) return `is not valid before ${new Date(notBeforeMs).toISOString()}`;
  return undefined;
}

function isFor({ x509 }: Certificate, host: string): boolean {
  return (isIP(host) === 0 ? x509.checkHost(host) : x509.checkIP(host)) !== undefined;
}

function namesOf({ name, x509 }: Certificate): string {
  return x509.subjectAltName ?? name;
}
