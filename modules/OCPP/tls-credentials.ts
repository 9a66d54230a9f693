import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { errorText, type Logger, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { TlsCredentials } from '../../lib/ocpp16/index.js';

type Security = ModuleContext<OCPP>['requires']['security'];

/** As the certificate store reads them. */
const extensions: readonly string[] = ['.pem', '.der'];

/** What TLS needs from the certificate store (security profiles 2 and 3), asked before each attempt to connect. */
export async function tlsCredentials({ call }: Security, log: Logger): Promise<TlsCredentials> {
  const location = await call.get_verify_location({ certificate_type: 'CSMS' });
  const roots = location === '' ? [] : await readRoots(location, log);
  const clientCertificate = await readClientCertificate(call);
  return {
    ...(roots.length > 0 && { ca: roots }),
    ...(clientCertificate !== undefined && { clientCertificate }),
  };
}

/** A store is one file, or a folder of files. The folder may hold other things, which keep nobody from connecting. */
async function readRoots(location: string, log: Logger): Promise<string[]> {
  if (!(await stat(location)).isDirectory()) return [await readRoot(location)];
  const names = (await readdir(location)).filter((name) => extensions.includes(extname(name))).sort();
  const roots = await Promise.all(
    names.map(async (name) => {
      try {
        return await readRoot(join(location, name));
      } catch (error) {
        log.warn({ path: join(location, name), reason: errorText(error) }, 'root cannot be read and is passed over');
        return undefined;
      }
    }),
  );
  return roots.filter((root) => root !== undefined);
}

/** PEM text; a file in DER has one certificate. */
async function readRoot(path: string): Promise<string> {
  const content = await readFile(path);
  return extname(path) === '.der' ? new X509Certificate(content).toString() : content.toString('utf8');
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
