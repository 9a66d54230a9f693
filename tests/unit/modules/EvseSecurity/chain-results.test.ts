import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Certificate } from '../../../../lib/pki/index.js';
import { issue, issueChain, type Chain, type Issued } from './support/pki.js';
import { StoreKit } from './support/store-kit.js';

/** The object identifiers of a public key on an elliptic curve, and of none at all, in DER. */
const EC_PUBLIC_KEY = Buffer.from('06072a8648ce3d0201', 'hex');
const NO_PUBLIC_KEY = Buffer.from('06072a8648ce3d027f', 'hex');

let chain: Chain;
let store: StoreKit;

beforeAll(async () => {
  chain = await issueChain('CSMS');
});
beforeEach(() => {
  store = new StoreKit();
});
afterEach(() => store.close());

function altered({ pem }: Issued, alter: (der: Buffer) => void): string {
  const der = Buffer.from(new Certificate(pem).x509.raw);
  alter(der);
  return new Certificate(der).toPem();
}

/** What verification says of a leaf below the trusted root, and what becomes of an update to it. */
async function resultsOf(leaf: string, ...issuers: string[]): Promise<unknown[]> {
  store.put('ca/csms/CSMS_ROOT_CA.pem', chain.root.pem);
  await store.start();
  const text = [leaf, ...issuers].join('');
  return [await store.verify(text, 'CSMS'), await store.update(text)];
}

describe('module-evse-security.md §8 · a chain', () => {
  const [sub1, sub2, leaf] = [() => chain.sub1.pem, () => chain.sub2.pem, () => chain.leaf.pem];

  test('with a signature that was changed is InvalidSignature', async () => {
    const forged = altered(chain.leaf, (der) => der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1));

    expect(await resultsOf(forged, sub2(), sub1())).toEqual(['InvalidSignature', 'InvalidSignature']);
  });

  test('whose leaf was signed with an unknown kind of key is InvalidLeafSignature', async () => {
    const strange = altered(chain.sub2, (der) => der.set(NO_PUBLIC_KEY, der.indexOf(EC_PUBLIC_KEY)));

    expect(await resultsOf(leaf(), strange, sub1())).toEqual(['InvalidLeafSignature', 'InvalidSignature']);
  });

  test('that is too long is InvalidChain', async () => {
    const issuers: Issued[] = [chain.root];
    for (let depth = 1; depth <= 100; depth++) {
      issuers.unshift(await issue({ name: `sub ${depth}`, serial: `${1000 + depth}`, issuer: issuers[0] as Issued }));
    }
    const last = await issue({ name: 'leaf', serial: '0abc', issuer: issuers[0] as Issued, isAuthority: false });

    expect(await resultsOf(last.pem, ...issuers.slice(0, -1).map(({ pem }) => pem))).toEqual([
      'InvalidChain',
      'InvalidCertificateChain',
    ]);
  });

  test('whose issuer is no authority is Unknown', async () => {
    const below = await issue({ name: 'below a leaf', serial: '0def', issuer: chain.leaf, isAuthority: false });

    expect(await resultsOf(below.pem, leaf(), sub2(), sub1())).toEqual(['Unknown', 'InvalidFormat']);
  });
});
