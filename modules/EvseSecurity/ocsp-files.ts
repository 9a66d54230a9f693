import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashText, type CertificateHash } from '../../lib/pki/index.js';
import type { FileNames } from './file-names.js';
import { removeFile, writeWhole } from './write-files.js';

const FOLDER = 'ocsp';
const HASH_EXTENSION = '.hash';
const DER_SEQUENCE = 0x30;

/** An answer of an OCSP responder and the certificate that it speaks of. */
export interface OcspFile {
  readonly hashPath: string;
  readonly responsePath: string;
  /** `hashText` of the certificate. */
  readonly hash: string;
}

/** The OCSP answers beside a certificate file, those without their answer left out. */
export async function ocspFilesBeside(certificatePath: string): Promise<OcspFile[]> {
  return ocspFilesIn(join(dirname(certificatePath), FOLDER));
}

async function ocspFilesIn(folder: string): Promise<OcspFile[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  const files: OcspFile[] = [];
  for (const name of names.filter((each) => each.endsWith(HASH_EXTENSION)).sort()) {
    const responsePath = join(folder, `${name.slice(0, -HASH_EXTENSION.length)}.der`);
    if (!names.includes(responsePath.slice(folder.length + 1))) continue;
    const text = await readFile(join(folder, name), 'utf8');
    files.push({ hashPath: join(folder, name), responsePath, hash: readHash(text) });
  }
  return files;
}

export async function ocspFileOf(certificatePath: string, hash: CertificateHash): Promise<string | undefined> {
  const files = await ocspFilesBeside(certificatePath);
  return files.find((file) => file.hash === hashText(hash))?.responsePath;
}

export async function removeOcspFiles(certificatePath: string, hash: CertificateHash): Promise<void> {
  const files = await ocspFilesBeside(certificatePath);
  for (const file of files.filter((each) => each.hash === hashText(hash))) await removeOcspFile(file);
}

export async function removeOcspFile({ hashPath, responsePath }: OcspFile): Promise<void> {
  await removeFile(hashPath);
  await removeFile(responsePath);
}

/** Keeps an answer beside the certificate; a later one takes the place of an earlier one. */
export async function writeOcspFile(
  certificatePath: string,
  hash: CertificateHash,
  response: string,
  names: FileNames,
): Promise<void> {
  const known = await ocspFileOf(certificatePath, hash);
  if (known !== undefined) return writeWhole(known, responseBytes(response));
  const folder = join(dirname(certificatePath), FOLDER);
  await mkdir(folder, { recursive: true });
  const stem = join(folder, `${names.stamp()}_ocsp`);
  const { hashAlgorithm, issuerKeyHash, issuerNameHash, serialNumber } = hash;
  await writeWhole(`${stem}.der`, responseBytes(response));
  await writeWhole(`${stem}${HASH_EXTENSION}`, [hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber].join('\n'));
}

/** Base64 of DER is decoded, as who reads the file expects DER; anything else is kept as it came. */
function responseBytes(response: string): Buffer | string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(response)) return response;
  const decoded = Buffer.from(response, 'base64');
  return decoded[0] === DER_SEQUENCE ? decoded : response;
}

function readHash(text: string): string {
  const [hashAlgorithm = '', issuerNameHash = '', issuerKeyHash = '', serialNumber = ''] = text.split(/\s+/);
  return hashText({ hashAlgorithm: hashAlgorithm as 'SHA256', issuerNameHash, issuerKeyHash, serialNumber });
}
