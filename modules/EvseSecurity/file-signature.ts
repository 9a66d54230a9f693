import { createVerify, X509Certificate } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { errorText, type Logger } from 'everest-ts';

export interface SignedFile {
  readonly path: string;
  /** PEM. */
  readonly certificate: string;
  /** Base64. */
  readonly signature: string;
}

/** Whether the key of `certificate` has signed the file with SHA-256. The certificate itself is not looked at. */
export async function isFileSigned({ certificate, path, signature }: SignedFile, log: Logger): Promise<boolean> {
  try {
    const { publicKey } = new X509Certificate(certificate);
    const verify = createVerify('sha256');
    await pipeline(createReadStream(path), verify);
    return verify.verify(publicKey, signature, 'base64');
  } catch (error) {
    log.warn({ path, reason: errorText(error) }, 'signature of the file cannot be verified');
    return false;
  }
}
