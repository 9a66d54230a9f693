import type { InstalledCertificates } from './change-outcome.js';
import { parseLeadingInteger } from './parse-value.js';

export interface SecurityFacts {
  readonly current: number;
  readonly hasPassword: boolean;
  /** Absent: no certificate store, so nothing is installed. */
  readonly certificates: InstalledCertificates | undefined;
}

/** Security WP A05: the profile can only rise, and only to one that can connect. `undefined` rejects. */
export async function readSecurityProfile(text: string, facts: SecurityFacts): Promise<number | undefined> {
  const { current, hasPassword, certificates } = facts;
  const wanted = parseLeadingInteger(text);
  if (wanted === undefined || wanted <= current) return undefined;
  if ((wanted === 1 || wanted === 2) && !hasPassword) return undefined;
  const isTls = wanted === 2 || wanted === 3;
  if (isTls && (await certificates?.isCsmsRootInstalled()) !== true) return undefined;
  if (wanted === 3 && (await certificates?.hasCsmsClientCertificate()) !== true) return undefined;
  return wanted > 3 ? undefined : wanted;
}
