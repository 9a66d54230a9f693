import type { SecurityEvents } from '../core/boot/security-events.js';
import type { CoreContext } from '../core/context.js';
import type { Request, Response } from '../messages/index.js';
import type { CertificateInstallation, StationCertificates } from './station-certificates.js';

type Parts = Pick<CoreContext, 'guard' | 'log'> & {
  readonly certificates: StationCertificates;
  readonly security: Pick<SecurityEvents, 'raise'>;
};

/** Security WP M05. A failure to write is `Failed`, a certificate that is not good `Rejected`, with the reason as an event. */
export async function installCertificate(
  { certificate, certificateType }: Request<'InstallCertificate'>,
  { certificates, guard, log, security }: Parts,
): Promise<Response<'InstallCertificate'>> {
  const result = await guard.ask<CertificateInstallation>(
    'installRoot',
    () => certificates.installRoot(certificate, certificateType),
    'WriteError',
  );
  if (result === 'Accepted') return { status: 'Accepted' };
  log.warn({ certificateType, reason: result }, 'root certificate of the central system is not installed');
  if (result === 'WriteError') return { status: 'Failed' };
  security.raise({ type: 'InvalidCentralSystemCertificate', techInfo: result, isCritical: false });
  return { status: 'Rejected' };
}

/** Security WP M04. */
export async function deleteCertificate(
  { certificateHashData }: Request<'DeleteCertificate'>,
  { certificates, guard }: Parts,
): Promise<Response<'DeleteCertificate'>> {
  const failed: Response<'DeleteCertificate'>['status'] = 'Failed';
  return { status: await guard.ask('deleteCertificate', () => certificates.delete(certificateHashData), failed) };
}

/** Security WP M03: roots only. */
export async function getInstalledCertificateIds(
  { certificateType }: Request<'GetInstalledCertificateIds'>,
  { certificates, guard }: Parts,
): Promise<Response<'GetInstalledCertificateIds'>> {
  const ids = await guard.ask('installedIds', () => certificates.installedIds(certificateType), []);
  return ids.length === 0 ? { status: 'NotFound' } : { status: 'Accepted', certificateHashData: [...ids] };
}
