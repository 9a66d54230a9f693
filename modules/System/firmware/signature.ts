import { constants, createVerify, X509Certificate, type KeyObject, type Verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { errorText, type Logger } from 'everest-ts';

interface SignedFile {
  readonly file: string;
  /** Base64 */
  readonly signature: string;
  /** PEM */
  readonly certificate: string;
}

/**
 * Security WP L01: a signature over the SHA-256 digest of the file, with the key of the certificate. RSA signatures may be padded
 * in either way (PKCS #1 v1.5 or PSS). False also when anything cannot be read.
 */
export async function isSignatureValid({ certificate, file, signature }: SignedFile, log: Logger): Promise<boolean> {
  try {
    const key = new X509Certificate(certificate).publicKey;
    const content = Buffer.from(signature, 'base64');
    for (const { verifier, options } of await verifiers(key, file)) {
      if (verifier.verify({ key, ...options }, content)) return true;
    }
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'signature of the firmware could not be checked');
    return false;
  }
  log.warn('signature of the firmware is wrong');
  return false;
}

interface Verifier {
  readonly verifier: Verify;
  readonly options: { readonly padding?: number };
}

async function verifiers(key: KeyObject, file: string): Promise<Verifier[]> {
  const paddings =
    key.asymmetricKeyType === 'rsa'
      ? [{ padding: constants.RSA_PKCS1_PADDING }, { padding: constants.RSA_PKCS1_PSS_PADDING }]
      : [{}];
  const all = paddings.map((options) => ({ verifier: createVerify('sha256'), options }));
  for await (const chunk of createReadStream(file)) {
    for (const { verifier } of all) verifier.update(chunk as Buffer);
  }
  return all;
}
