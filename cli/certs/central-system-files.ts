import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CentralSystemOptions } from '../../csms/index.js';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';

/** A file with what TLS needs is missing or cannot be read. */
class CertificateFileUnusable extends EverestError {
  constructor(path: string, cause: unknown) {
    super('CFG_CERTIFICATES', `${path}: ${errorText(cause)}`, { cause });
  }
}

/** Server certificate, roots of the stations, revocations and signing authority, as `everest certs make` lays them down. */
export function centralSystemFiles(
  folder: string,
  requireClientCertificate: boolean,
): Pick<CentralSystemOptions, 'authority' | 'tls'> {
  const at = (name: string): string => join(folder, name);
  const crl = at('revoked.pem');
  const tls = {
    cert: read(at('server.pem')),
    key: read(at('server.key')),
    requireClientCertificate,
    ...(requireClientCertificate && { ca: read(at('stations.pem')) }),
    ...(requireClientCertificate && existsSync(crl) && { crl: lists(read(crl)) }),
  };
  if (!existsSync(at('authority.key'))) return { tls };
  return { tls, authority: { issuer: { certificate: read(at('authority.pem')), key: read(at('authority.key')) } } };
}

/** Node takes one list for each text. */
function lists(text: string): string[] {
  return text.match(/-----BEGIN X509 CRL-----[\s\S]*?-----END X509 CRL-----\n?/g) ?? [];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CertificateFileUnusable(path, error);
  }
}
