import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { errorText } from 'everest-ts';
import type { GetCertificateSignRequestResult, LeafCertificateType } from '#generated/types/evse_security';
import { createSigningRequest, exportPrivateKey, generatePrivateKey } from '../../lib/pki/index.js';
import { isKept, type CertificateStore } from './certificate-store.js';
import type { KeptLeafType } from './store-paths.js';
import { removeFile, writeWhole } from './write-files.js';

export interface SigningRequestWish {
  readonly certificate_type: LeafCertificateType;
  readonly country: string;
  readonly organization: string;
  readonly common: string;
  readonly use_tpm: boolean;
}

const KEY_FILE_MODE = 0o600;

/** Makes a key, which stays here and waits, and asks for its certificate. */
export async function requestSigning(
  wish: SigningRequestWish,
  store: CertificateStore,
): Promise<GetCertificateSignRequestResult> {
  const { certificate_type: type, common, country, organization } = wish;
  if (!isKept(type)) return { status: 'InvalidRequestedType' };
  const made = await makeKey(type, wish.use_tpm, store);
  if (made === undefined) return { status: 'KeyGenError' };
  const subject = { country, organization, commonName: common, domainComponent: 'CPO' };
  try {
    const csr = await createSigningRequest(subject, made.key);
    store.pendingKeys.add(made.path);
    return { status: 'Accepted', csr };
  } catch (error) {
    store.log.error({ type, reason: errorText(error) }, 'certificate signing request cannot be made');
    await removeFile(made.path);
    return { status: 'GenerationError' };
  }
}

async function makeKey(
  type: KeptLeafType,
  inTpm: boolean,
  store: CertificateStore,
): Promise<{ readonly key: KeyObject; readonly path: string } | undefined> {
  if (inTpm) {
    store.log.error({ type }, 'a key in a TPM was asked for, but there is no provider for it');
    return undefined;
  }
  const path = join(store.options.paths.leaves[type].keys, store.names.key(type));
  try {
    const key = await generatePrivateKey();
    await writeWhole(path, exportPrivateKey(key, store.options.password), KEY_FILE_MODE);
    return { key, path };
  } catch (error) {
    store.log.error({ type, reason: errorText(error) }, 'private key cannot be made');
    return undefined;
  }
}
