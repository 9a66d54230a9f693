import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { errorText, EverestError, type Logger } from 'everest-ts';
import { pemBlocks } from '../../lib/pki/index.js';
import { StoredCertificate } from './certificate.js';
import { filesIn } from './files-in.js';

/** The certificates of one file in their order. */
export interface CertificateFile {
  readonly path: string;
  readonly certificates: readonly [StoredCertificate, ...StoredCertificate[]];
}

const extensions = ['.pem', '.der'];
const linkableExtensions = ['.pem', '.crt', '.cer'];

/** A store must not write to a file that it cannot read. */
class NoCertificateFile extends EverestError {
  constructor(path: string) {
    super('STORE_CERTIFICATES', `${path}: a file with certificates is called *.pem or *.der`);
  }
}

/**
 * Reads a file, or the certificate files directly inside a folder, in the order of their paths. Files that hold anything else are
 * passed over: the folders are shared with other programs.
 */
export async function readCertificateFiles(path: string, log: Logger): Promise<CertificateFile[]> {
  return readAll(await pathsAt(path), log);
}

/** The files of a folder that OpenSSL programs take for certificates (`openssl rehash`). */
export async function readLinkableFiles(folder: string, log: Logger): Promise<CertificateFile[]> {
  return readAll(await filesIn(folder, linkableExtensions), log);
}

async function readAll(paths: readonly string[], log: Logger): Promise<CertificateFile[]> {
  const files = await Promise.all(paths.map((each) => readOrPassOver(each, log)));
  return files.filter((file) => file !== undefined);
}

/** The same for who writes back what was read: a file that cannot be read completely must not lose a part. Throws. */
export async function readWholeFiles(path: string): Promise<CertificateFile[]> {
  const paths = await pathsAt(path);
  if (paths.length === 0 && !isCertificatePath(path) && (await isFile(path))) throw new NoCertificateFile(path);
  const files = await Promise.all(paths.map((each) => readCertificateFile(each)));
  return files.filter((file) => file !== undefined);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** A store of a missing path, or of a file that cannot hold certificates, is empty. */
async function pathsAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return isCertificatePath(path) ? [path] : [];
  return filesIn(path, extensions);
}

function isCertificatePath(path: string): boolean {
  return extensions.includes(extname(path));
}

async function readOrPassOver(path: string, log: Logger): Promise<CertificateFile | undefined> {
  try {
    return await readCertificateFile(path);
  } catch (error) {
    log.warn({ path, reason: errorText(error) }, 'certificate file cannot be read and is passed over');
    return undefined;
  }
}

async function readCertificateFile(path: string): Promise<CertificateFile | undefined> {
  const [first, ...others] = parseCertificates(path, await readFile(path));
  return first === undefined ? undefined : { path, certificates: [first, ...others] };
}

/** Texts without any PEM block have no certificates; DER has exactly one. Throws when one does not decode. */
function parseCertificates(path: string, content: Buffer): StoredCertificate[] {
  if (extname(path) === '.der') return [new StoredCertificate(path, content)];
  return pemBlocks(content.toString('utf8')).map((block) => new StoredCertificate(path, block));
}

/** All certificates of some files. */
export function certificatesOf(files: readonly CertificateFile[]): StoredCertificate[] {
  return files.flatMap(({ certificates }) => certificates);
}
