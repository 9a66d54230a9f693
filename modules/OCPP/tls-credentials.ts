import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { TlsCredentials } from '../../lib/ocpp16/index.js';

type Security = ModuleContext<OCPP>['requires']['security'];

/** What TLS needs from the certificate store (security profiles 2 and 3), asked before each attempt to connect. */
export async function tlsCredentials({ call }: Security): Promise<TlsCredentials> {
  const location = await call.get_verify_location({ certificate_type: 'CSMS' });
  const roots = location === '' ? [] : await readRoots(location);
  const clientCertificate = await readClientCertificate(call);
  return {
    ...(roots.length > 0 && { ca: roots }),
    ...(clientCertificate !== undefined && { clientCertificate }),
  };
}

/** A store is one file, or a folder of files. */
async function readRoots(location: string): Promise<string[]> {
  if (!(await stat(location)).isDirectory()) return [await readFile(location, 'utf8')];
  const names = (await readdir(location)).filter((name) => name.endsWith('.pem')).sort();
  return Promise.all(names.map((name) => readFile(join(location, name), 'utf8')));
}

async function readClientCertificate(call: Security['call']): Promise<TlsCredentials['clientCertificate']> {
  const { status, info } = await call.get_leaf_certificate_info({
    certificate_type: 'CSMS',
    encoding: 'PEM',
    include_ocsp: false,
  });
  const path = info?.certificate ?? info?.certificate_single;
  if (status !== 'Accepted' || info === undefined || path === undefined) return undefined;
  return {
    chain: await readFile(path, 'utf8'),
    key: await readFile(info.key, 'utf8'),
    ...(info.password !== undefined && { keyPassword: info.password }),
  };
}
