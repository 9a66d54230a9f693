import { webcrypto, type KeyObject } from 'node:crypto';
import type * as Asn1 from 'asn1js';
import type * as Pkijs from 'pkijs';

export interface Toolkit {
  readonly asn1: typeof Asn1;
  readonly pkijs: typeof Pkijs;
}

/** What writes certificates and requests. Loaded when it is first needed, as loading takes longer than most starts. */
export async function loadToolkit(): Promise<Toolkit> {
  const [asn1, pkijs] = await Promise.all([import('asn1js'), import('pkijs')]);
  return { asn1, pkijs };
}

const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** A private key of node:crypto in the form that WebCrypto signs with. */
export async function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithmOf(key), true, ['sign']);
}

function algorithmOf(key: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams {
  if (key.asymmetricKeyType !== 'ec') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return { name: 'ECDSA', namedCurve: curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'P-256' };
}
