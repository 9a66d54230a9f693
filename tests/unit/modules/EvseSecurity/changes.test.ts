import { createPublicKey } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { certifyKey, pemBlocks, readSigningRequest } from '../../../../lib/pki/index.js';
import { issue, issueChain, type Chain } from './support/pki.js';
import { StoreKit } from './support/store-kit.js';

let v2g: Chain;
let store: StoreKit;

beforeAll(async () => {
  v2g = await issueChain('V2G');
});
beforeEach(() => {
  store = new StoreKit();
});
afterEach(() => store.close());

/** The station has the key of the leaf and trusts the root. */
function putKey(folder: string): void {
  store.put(`${folder}/waiting.key`, v2g.leaf.key);
}

const chainText = (): string => v2g.leaf.pem + v2g.sub2.pem + v2g.sub1.pem;
const roots = ['V2GRootCertificate'] as const;

describe('install', () => {
  test('root and intermediates into one store give one chain with two children', async () => {
    await store.start();

    const results = [v2g.root, v2g.sub1, v2g.sub2].map(({ pem }) => store.install(pem));

    expect(await Promise.all(results)).toEqual(['Accepted', 'Accepted', 'Accepted']);
    const chains = await store.installed(...roots);
    expect(chains.map((chain) => chain.map(({ serial_number: serial }) => serial))).toEqual([['1', '3039', '3040']]);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual(
      Array(3).fill({ operation: 'Installed', ca_certificate_type: 'V2G' }),
    );
  });

  test('a certificate that is there already is accepted and written once', async () => {
    await store.start();

    await store.install(v2g.root.pem);

    expect(await store.install(v2g.root.pem)).toBe('Accepted');
    expect(pemBlocks(store.read('ca/v2g/V2G_ROOT_CA.pem'))).toHaveLength(1);
  });

  test('garbage between markers, no certificate and two certificates are InvalidFormat', async () => {
    await store.start();
    const garbage = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';

    expect([
      await store.install(garbage),
      await store.install(''),
      await store.install(v2g.root.pem + v2g.sub1.pem),
    ]).toEqual(['InvalidFormat', 'InvalidFormat', 'InvalidFormat']);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual([]);
  });

  test('an expired and a not yet valid authority are Expired', async () => {
    await store.start();
    const old = await issue({ name: 'old', serial: '02', until: new Date('2025-12-31T00:00:00Z') });
    const next = await issue({ name: 'next', serial: '02', from: new Date('2026-02-01T00:00:00Z') });

    expect([await store.install(old.pem), await store.install(next.pem)]).toEqual(['Expired', 'Expired']);
  });

  test('into a folder makes a new file, named after type and time', async () => {
    store.put('roots/readme.txt', 'not a certificate');
    await store.start({ mf_ca_bundle: 'roots' });

    await store.install(v2g.root.pem, 'MF');
    await store.install(v2g.root.pem, 'MF');

    const names = store.list('roots').filter((name) => name.endsWith('.pem'));
    expect(names).toEqual([expect.stringMatching(/^MF_ROOT_M01_D01_Y2026_H00_M00_S00_i1_r\d+\.pem$/)]);
  });

  test('does not touch a bundle that it cannot read', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';
    store.put('ca/v2g/V2G_ROOT_CA.pem', broken);
    await store.start();

    expect(await store.install(v2g.root.pem)).toBe('WriteError');
    expect(store.read('ca/v2g/V2G_ROOT_CA.pem')).toBe(broken);
  });

  test('more than 2000 files are too many', async () => {
    for (let number = 0; number <= 2000; number++) store.put(`client/csms/${number}.txt`);
    await store.start();

    expect(await store.install(v2g.root.pem)).toBe('CertificateStoreMaxLengthExceeded');
    expect(await store.update(v2g.leaf.pem)).toBe('CertificateStoreMaxLengthExceeded');
  });

  test('commands are serialised: many at once lose nothing', async () => {
    await store.start();
    const authorities = await Promise.all(
      Array.from({ length: 8 }, (_, index) => issue({ name: `root ${index}`, serial: `${20 + index}` })),
    );

    await Promise.all(authorities.map(({ pem }) => store.install(pem)));

    expect(pemBlocks(store.read('ca/v2g/V2G_ROOT_CA.pem'))).toHaveLength(8);
  });

  test('a certificate that is no authority is taken as well', async () => {
    await store.start();

    expect(await store.install(v2g.leaf.pem)).toBe('Accepted');
  });

  test('telemetry counts SECC certificates and MO roots, at the start and after each change', async () => {
    store.put('client/cso/chain.pem', chainText());
    await store.start();
    await store.install(v2g.root.pem, 'MO');

    const documents = store.kit.external.published.filter(({ topic }) => topic.includes('/Cert/'));
    const secc = { configured: true, synced: true, num_files: 3, num_useful_files: 3 };
    expect(documents.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
      {
        config_complete: false,
        sync_complete: false,
        secc_chain: secc,
        mo_root: { configured: false, synced: false, num_files: 0, num_useful_files: 0 },
      },
      { config_complete: true, sync_complete: true, secc_chain: secc, mo_root: { configured: true, num_files: 1 } },
    ]);
  });

  test('leaves no temporary file', async () => {
    await store.start();

    await store.install(v2g.root.pem);

    expect(store.list('ca/v2g')).toEqual(['V2G_ROOT_CA.pem']);
  });
});

describe('delete', () => {
  beforeEach(async () => {
    store.put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem, v2g.sub1.pem, v2g.sub2.pem);
    store.put('client/cso/SECC_LEAF_1.pem', v2g.leaf.pem);
    store.put('client/cso/CPO_CERT_SECC_LEAF_CHAIN_1.pem', chainText());
    store.put('client/cso/SECC_LEAF_1.key', v2g.leaf.key);
    await store.start();
  });

  test('SubCA2 by hash is removed from the file', async () => {
    expect(await store.delete(await store.hashOf('3040', ...roots))).toBe('Accepted');

    expect(pemBlocks(store.read('ca/v2g/V2G_ROOT_CA.pem'))).toHaveLength(2);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual([
      { operation: 'Deleted', ca_certificate_type: 'V2G' },
    ]);
  });

  test('with SubCA1 also what it issued disappears', async () => {
    await store.delete(await store.hashOf('3039', ...roots));

    expect(pemBlocks(store.read('ca/v2g/V2G_ROOT_CA.pem'))).toHaveLength(1);
  });

  test('the root leaves an empty file, and the leaves', async () => {
    const hash = await store.hashOf('1', ...roots);

    expect(await store.delete({ ...hash, issuer_name_hash: hash.issuer_name_hash.toUpperCase() })).toBe('Accepted');
    expect(store.read('ca/v2g/V2G_ROOT_CA.pem')).toBe('');
    expect(store.list('client/cso')).toHaveLength(3);
  });

  test('a store that cannot be read does not stand in the way of the others', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';
    store.put('ca/mo/MO_ROOT_CA.pem', broken);

    expect(await store.delete(await store.hashOf('3040', ...roots))).toBe('Accepted');
    expect(await store.delete({ ...(await store.hashOf('3039', ...roots)), serial_number: '5' })).toBe('NotFound');
    expect(store.read('ca/mo/MO_ROOT_CA.pem')).toBe(broken);
    expect(store.kit.published('main', 'certificate_store_update')).toHaveLength(1);
  });

  test('an unknown key hash is NotFound, and the files stay', async () => {
    const before = store.read('ca/v2g/V2G_ROOT_CA.pem');
    const hash = await store.hashOf('1', ...roots);

    expect(await store.delete({ ...hash, issuer_key_hash: '00' })).toBe('NotFound');
    expect(await store.delete({ ...hash, hash_algorithm: 'SHA512' })).toBe('NotFound');
    expect(store.read('ca/v2g/V2G_ROOT_CA.pem')).toBe(before);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual([]);
  });

  test('a SECC leaf goes with single file, chain, key and OCSP files', async () => {
    const hash = await store.hashOf('abc', 'V2GCertificateChain');
    await store.kit.call('main', 'update_ocsp_cache', { certificate_hash_data: hash, ocsp_response: 'MAA=' });
    expect(store.list('client/cso/ocsp')).toHaveLength(2);

    expect(await store.delete(hash)).toBe('Accepted');

    expect([store.list('client/cso'), store.list('client/cso/ocsp')]).toEqual([['ocsp'], []]);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual([
      { operation: 'Deleted', leaf_certificate_type: 'V2G' },
    ]);
  });

  test('the CSMS leaf is refused: the certificate of the station must stay', async () => {
    const root = await issue({ name: 'CSMS root', serial: '77' });
    const leaf = await issue({ name: 'cp001', serial: '78', issuer: root, isAuthority: false });
    store.put('ca/csms/CSMS_ROOT_CA.pem', root.pem, leaf.pem);
    const hash = (await store.installed('CSMSRootCertificate')).flat().find(({ serial_number: each }) => each === '78');
    store.put('ca/csms/CSMS_ROOT_CA.pem', root.pem);
    store.put('client/csms/CSMS_LEAF_1.pem', leaf.pem);

    expect(await store.delete(hash as NonNullable<typeof hash>)).toBe('Failed');
    expect(store.list('client/csms')).toEqual(['CSMS_LEAF_1.pem']);
  });
});

describe('update of a leaf', () => {
  test('with its chain and a key that is there writes single file and chain', async () => {
    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    putKey('client/csms');
    await store.start();

    expect(await store.update(chainText())).toBe('Accepted');

    const names = store.list('client/csms').filter((name) => name.endsWith('.pem'));
    const stamp = /(M\d\d_D\d\d_Y\d{4}_H\d\d_M\d\d_S\d\d_i\d+_r\d+)/.exec(names[0] ?? '')?.[1];
    expect(names).toEqual([`CPO_CERT_CSMS_LEAF_CHAIN_${stamp}.pem`, `CSMS_LEAF_${stamp}.pem`]);
    expect(pemBlocks(store.read(`client/csms/${names[0]}`))).toHaveLength(3);
    expect(store.kit.published('main', 'certificate_store_update')).toEqual([
      { operation: 'Installed', leaf_certificate_type: 'CSMS' },
    ]);
  });

  test.each([
    ['text without a certificate', 'InvalidCertificate', 'InvalidFormat'],
    ['garbage', '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n', 'InvalidFormat'],
  ])('%s is InvalidFormat', async (_what, text, expected) => {
    await store.start();

    expect(await store.update(text)).toBe(expected);
  });

  test('without a root NoRootCertificateInstalled, without a key WriteError, of type MF WriteError', async () => {
    await store.start();
    expect(await store.update(chainText())).toBe('NoRootCertificateInstalled');

    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    expect(await store.update(chainText())).toBe('WriteError');
    expect(await store.update(chainText(), 'MF')).toBe('WriteError');
  });

  test('an expired leaf is Expired', async () => {
    const expired = await issue({
      name: 'old',
      serial: '02',
      issuer: v2g.root,
      isAuthority: false,
      until: new Date('2025-12-31'),
    });
    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    store.put('client/csms/a.key', expired.key);
    await store.start();

    expect(await store.update(expired.pem)).toBe('Expired');
  });

  test('a leaf of somebody who only borrows the name of the authority is not taken', async () => {
    const other = await issueChain('V2G');
    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    const forged = await issue({ name: 'forged', serial: '05', isAuthority: false, issuer: other.root });
    store.put('client/csms/a.key', forged.key);
    await store.start();

    expect(await store.update(forged.pem)).toBe('NoRootCertificateInstalled');
    expect(store.list('client/csms')).toEqual(['a.key']);
  });

  test('a leaf that starts tomorrow is taken, and used from tomorrow on', async () => {
    const tomorrow = await issue({
      name: 'tomorrow',
      serial: '06',
      issuer: v2g.root,
      isAuthority: false,
      from: new Date('2026-01-02T00:00:00Z'),
      until: new Date('2028-01-01T00:00:00Z'),
    });
    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    store.put('client/csms/old.pem', v2g.leaf.pem);
    store.put('client/csms/old.key', v2g.leaf.key);
    store.put('client/csms/new.key', tomorrow.key);
    await store.start();
    const info = async (): Promise<string | undefined> => {
      const result = await store.kit.call('main', 'get_leaf_certificate_info', {
        certificate_type: 'CSMS',
        encoding: 'PEM',
        include_ocsp: false,
      });
      return result.info?.key;
    };

    expect(await store.update(tomorrow.pem)).toBe('Accepted');
    expect(await info()).toBe(store.at('client/csms/old.key'));
    await store.kit.clock.advance(24 * 3600 * 1000);
    expect(await info()).toBe(store.at('client/csms/new.key'));
  });
});

describe('signing request', () => {
  test('then update with a certificate for that key is Accepted; the key is private', async () => {
    store.put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    await store.start();

    const { csr = '', status } = await store.request();
    const request = await readSigningRequest(csr);
    const certificate = await certifyKey(request?.publicKey ?? createPublicKey(v2g.leaf.key), {
      subject: request?.subject ?? {},
      issuer: { certificate: v2g.root.pem, key: v2g.root.key },
      notBefore: new Date('2025-12-01'),
      notAfter: new Date('2026-12-01'),
    });

    expect(status).toBe('Accepted');
    expect(request?.subject).toEqual({
      country: 'DE',
      organization: 'Operator',
      commonName: 'cp001',
      domainComponent: 'CPO',
    });
    expect(await store.update(certificate)).toBe('Accepted');
    const [key = ''] = store.list('client/csms').filter((name) => name.endsWith('.key'));
    expect(key).toMatch(/^CSMS_LEAF_M01_D01_Y2026_.*\.key$/);
    expect(statSync(store.at(`client/csms/${key}`)).mode & 0o777).toBe(0o600);
  });

  test('encrypts the key with private_key_password', async () => {
    await store.start({ private_key_password: '123456' });

    await store.request();

    expect(store.read(`client/csms/${readdirSync(store.at('client/csms'))[0]}`)).toContain('ENCRYPTED PRIVATE KEY');
  });

  test('in a TPM is KeyGenError as there is no provider, of another type InvalidRequestedType', async () => {
    await store.start();
    const wish = { certificate_type: 'MO' as const, country: 'DE', organization: 'o', common: 'c', use_tpm: false };

    expect(await store.request(true)).toEqual({ status: 'KeyGenError' });
    expect(await store.kit.call('main', 'generate_certificate_signing_request', wish)).toEqual({
      status: 'InvalidRequestedType',
    });
    expect(store.list('client/csms')).toEqual([]);
  });
});

describe('verification', () => {
  test('is Valid when one of the types anchors the chain, IssuerNotFound without an anchor', async () => {
    store.put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem);
    await store.start();

    expect([
      await store.verify(chainText(), 'CSMS', 'V2G'),
      await store.verify(chainText(), 'CSMS'),
      await store.verify(chainText()),
      await store.verify('nothing', 'V2G'),
    ]).toEqual(['Valid', 'IssuerNotFound', 'IssuerNotFound', 'Unknown']);
  });

  test('a root that comes with the chain is not trusted for that', async () => {
    const other = await issueChain('other');
    store.put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem);
    await store.start();

    const text = [other.leaf, other.sub2, other.sub1, other.root].map(({ pem }) => pem).join('');
    expect(await store.verify(text, 'V2G')).toBe('IssuerNotFound');
  });
});
