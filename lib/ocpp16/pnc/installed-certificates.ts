import type { CertificateInstallation } from '../security/station-certificates.js';
import { accepted, refused, type Answer, type DataTransferRequest } from './answers.js';
import type { PncContext } from './context.js';
import { readDelete, readInstall, readInstalled, type InstalledCertificateType } from './documents.js';
import type { InstalledCertificate } from './v2g-certificates.js';

/** OCPP 2.0.1 `CertificateHashDataChainType`. */
const MAX_CHILDREN = 4;

const allTypes: readonly InstalledCertificateType[] = [
  'V2GRootCertificate',
  'MORootCertificate',
  'V2GCertificateChain',
];

type Parts = Pick<PncContext, 'certificates' | 'guard' | 'log'>;

/** Application note Plug & Charge, M03. */
export async function getInstalledCertificateIds({ data }: DataTransferRequest, parts: Parts): Promise<Answer> {
  const { certificates, guard } = parts;
  const request = readInstalled(data);
  if (request === undefined) return refused();
  const types = [...new Set(request.certificateType ?? allTypes)];
  const installed = await guard.ask('installed', () => certificates.installed(types), []);
  if (installed.length === 0) return accepted({ status: 'NotFound' });
  return accepted({ status: 'Accepted', certificateHashDataChain: installed.map(chainOf) });
}

/** Application note Plug & Charge, M04. */
export async function deleteCertificate({ data }: DataTransferRequest, parts: Parts): Promise<Answer> {
  const { certificates, guard } = parts;
  const request = readDelete(data);
  if (request === undefined) return refused();
  const status = await guard.ask(
    'deleteCertificate',
    () => certificates.delete(request.certificateHashData),
    'Failed' as const,
  );
  return accepted({ status });
}

/** Application note Plug & Charge, M05. */
export async function installCertificate({ data }: DataTransferRequest, parts: Parts): Promise<Answer> {
  const { certificates, guard, log } = parts;
  const request = readInstall(data);
  if (request === undefined) return refused();
  const { certificate, certificateType } = request;
  const result = await guard.ask<CertificateInstallation>(
    'installRoot',
    () => certificates.installRoot(certificate, certificateType),
    'WriteError',
  );
  if (result === 'Accepted') return accepted({ status: 'Accepted' });
  log.warn({ certificateType, reason: result }, 'root certificate of the central system is not installed');
  return accepted({ status: result === 'WriteError' ? 'Failed' : 'Rejected' });
}

function chainOf({ childCertificateHashData = [], ...chain }: InstalledCertificate): InstalledCertificate {
  if (childCertificateHashData.length === 0) return chain;
  return { ...chain, childCertificateHashData: childCertificateHashData.slice(0, MAX_CHILDREN) };
}
