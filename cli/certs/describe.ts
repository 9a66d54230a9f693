import type { Certificate, Finding } from '../../lib/pki/index.js';

/** What a certificate says of itself, one line each. */
export function describeCertificate(certificate: Certificate, nowMs: number): string[] {
  const { fields, notAfterMs, notBeforeMs, x509 } = certificate;
  const names = x509.subjectAltName;
  return [
    `${certificate.name}  (${fields.isAuthority ? 'authority' : 'no authority'})`,
    `  issued by  ${certificate.isSelfSigned ? 'itself' : x509.issuer.split('\n').join(', ')}`,
    `  valid      ${new Date(notBeforeMs).toISOString()} to ${new Date(notAfterMs).toISOString()}${state(certificate, nowMs)}`,
    ...(names === undefined ? [] : [`  for        ${names}`]),
    `  serial     ${certificate.serialNumber}`,
  ];
}

export function describeFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['ok: the chain is good'];
  return findings.map(({ certificate, rule }) => `refused: ${certificate === '' ? 'the chain' : certificate}: ${rule}`);
}

function state(certificate: Certificate, nowMs: number): string {
  if (certificate.isExpiredAt(nowMs)) return ', EXPIRED';
  return certificate.isValidAt(nowMs) ? '' : ', NOT YET VALID';
}
