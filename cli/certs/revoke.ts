import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates, type Credentials } from '../../lib/pki/index.js';
import { writeRevocations } from './make-pki.js';

/** Puts the first certificate of a file on the list of what the central system refuses. Returns its name. */
export async function revoke(folder: string, file: string, nowMs: number): Promise<string | undefined> {
  const [certificate] = readCertificates(readFileSync(file, 'utf8'));
  if (certificate === undefined) return undefined;
  const register = join(folder, 'authorities/revoked.txt');
  const before = existsSync(register) ? readFileSync(register, 'utf8').split('\n').filter(Boolean) : [];
  const serials = [...new Set([...before, certificate.serialNumber])];
  writeFileSync(register, `${serials.join('\n')}\n`);
  const authority = { root: read(folder, 'CSMS_ROOT_CA'), sub: read(folder, 'CSMS_SUB_CA') };
  await writeRevocations(folder, authority, serials, nowMs);
  return certificate.name;
}

function read(folder: string, name: string): Credentials {
  const path = join(folder, 'authorities', name);
  return { certificate: readFileSync(`${path}.pem`, 'utf8'), key: readFileSync(`${path}.key`, 'utf8') };
}
