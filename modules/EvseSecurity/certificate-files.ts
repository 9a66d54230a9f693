import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { errorText, type Logger } from 'everest-ts';
import { Certificate } from './certificate.js';

/** The certificates of one file in their order. */
export interface CertificateFile {
  readonly path: string;
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const extensions = ['.pem', '.der'];

/** Reads a file, or the certificate files directly inside a folder, in the order of their paths. */
export async function readCertificateFiles(path: string, log: Logger): Promise<CertificateFile[]> {
  const paths = await pathsAt(path);
  const files = await Promise.all(paths.map((each) => readCertificateFile(each, log)));
  return files.filter((file) => file !== undefined);
}

/** A store of a missing path, or of a file that cannot hold certificates, is empty. */
async function pathsAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return isCertificatePath(path) ? [path] : [];
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && isCertificatePath(entry.name)).map(({ name }) => name);
  return names.sort().map((name) => join(path, name));
}

function isCertificatePath(path: string): boolean {
  return extensions.includes(extname(path));
}

/** Files that hold anything else are passed over: the folders are shared with other programs. */
async function readCertificateFile(path: string, log: Logger): Promise<CertificateFile | undefined> {
  try {
    const content = await readFile(path);
    const [first, ...others] = parseCertificates(path, content);
    return first === undefined ? undefined : { path, certificates: [first, ...others] };
  } catch (error) {
    log.warn({ path, reason: errorText(error) }, 'certificate file cannot be read and is passed over');
    return undefined;
  }
}

/** Texts without any PEM block have no certificates; DER has exactly one. Throws when one does not decode. */
function parseCertificates(path: string, content: Buffer): Certificate[] {
  if (extname(path) === '.der') return [new Certificate(path, content)];
  const blocks = content.toString('utf8').match(PEM_CERTIFICATE) ?? [];
  return blocks.map((block) => new Certificate(path, block));
}

/** All certificates of some files. */
export function certificatesOf(files: readonly CertificateFile[]): Certificate[] {
  return files.flatMap(({ certificates }) => certificates);
}
