import { createHash, createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import type { LeafCertificateType } from '#generated/types/evse_security';
import { certifyKey, exportPrivateKey } from '../../../../lib/pki/index.js';
import evseSecurity from '../../../../modules/EvseSecurity/index.js';
import { StorePathsOverlap } from '../../../../modules/EvseSecurity/store-paths.js';
import { issue, issueChain, type Chain } from './support/pki.js';

let v2g: Chain;
let etc = '';
let kit: ModuleKit<EvseSecurity>;

beforeAll(async () => {
  v2g = await issueChain('V2G');
});

beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), 'certs-'));
});

afterEach(async () => {
  await kit.close();
  rmSync(etc, { recursive: true });
});

async function start(config: Partial<EvseSecurity['config']['module']> = {}): Promise<void> {
  const options: KitOptions<EvseSecurity> = { etcDir: etc, config: { module: config } };
  kit = await startModule<EvseSecurity>('EvseSecurity', evseSecurity, options);
}

function at(path: string): string {
  return join(etc, 'certs', path);
}

function put(path: string, ...texts: readonly string[]): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), texts.join(''));
  return at(path);
}

/** The chain of the SECC with its key, as it is installed. */
function putSecc(): void {
  put('client/cso/SECC_LEAF_1.pem', v2g.leaf.pem);
  put('client/cso/CPO_CERT_SECC_LEAF_CHAIN_1.pem', v2g.leaf.pem, v2g.sub2.pem, v2g.sub1.pem);
  put('client/cso/SECC_LEAF_1.key', v2g.leaf.key);
}

function leafInfo(type: LeafCertificateType = 'V2G'): Promise<unknown> {
  return kit.call('main', 'get_leaf_certificate_info', {
    certificate_type: type,
    encoding: 'PEM',
    include_ocsp: false,
  });
}

describe('start-up', () => {
  test('creates directories and empty bundles', async () => {
    await start();

    expect(readFileSync(at('ca/csms/CSMS_ROOT_CA.pem'), 'utf8')).toBe('');
    expect(statSync(at('client/cso')).isDirectory()).toBe(true);
  });

  test('leaves what is there', async () => {
    const path = put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem);

    await start();

    expect(readFileSync(path, 'utf8')).toBe(v2g.root.pem);
  });

  test('takes absolute paths as they are', async () => {
    await start({ csms_ca_bundle: join(etc, 'elsewhere', 'roots.pem') });

    expect(existsSync(join(etc, 'elsewhere', 'roots.pem'))).toBe(true);
    expect(await kit.call('main', 'get_verify_file', { certificate_type: 'CSMS' })).toBe(
      join(etc, 'elsewhere', 'roots.pem'),
    );
  });

  test('rejects overlaps of root and leaf paths', async () => {
    await start();

    const overlapping = startModule<EvseSecurity>('EvseSecurity', evseSecurity, {
      etcDir: etc,
      config: { module: { csms_ca_bundle: 'client/csms' } },
    });

    await expect(overlapping).rejects.toMatchObject({ cause: expect.any(StorePathsOverlap) });
  });

  test('refuses a leaf folder that is a file', async () => {
    await start();
    put('file', 'content');

    const broken = startModule<EvseSecurity>('EvseSecurity', evseSecurity, {
      etcDir: etc,
      config: { module: { csms_leaf_cert_directory: 'file' } },
    });

    await expect(broken).rejects.toThrow('is not a folder');
  });
});

describe('roots', () => {
  test('a self-signed certificate that is valid is installed', async () => {
    put('ca/csms/CSMS_ROOT_CA.pem', v2g.root.pem);
    await start();

    expect(await kit.call('main', 'is_ca_certificate_installed', { certificate_type: 'CSMS' })).toBe(true);
    expect(await kit.call('main', 'is_ca_certificate_installed', { certificate_type: 'MO' })).toBe(false);
  });

  test('an intermediate certificate, an expired root and garbage are not', async () => {
    const expired = await issue({ name: 'old', serial: '02', until: new Date('2025-12-31T00:00:00Z') });
    put('ca/csms/CSMS_ROOT_CA.pem', v2g.sub1.pem);
    put('ca/mf/MF_ROOT_CA.pem', expired.pem);
    put('ca/mo/MO_ROOT_CA.pem', '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n');
    await start();

    expect(await kit.call('main', 'is_ca_certificate_installed', { certificate_type: 'CSMS' })).toBe(false);
    expect(await kit.call('main', 'is_ca_certificate_installed', { certificate_type: 'MF' })).toBe(false);
    expect(await kit.call('main', 'is_ca_certificate_installed', { certificate_type: 'MO' })).toBe(false);
  });

  test('a file store is verified with its path, an empty one has no location', async () => {
    await start();

    const file = await kit.call('main', 'get_verify_file', { certificate_type: 'CSMS' });
    const location = await kit.call('main', 'get_verify_location', { certificate_type: 'CSMS' });

    expect([file, location]).toEqual([at('ca/csms/CSMS_ROOT_CA.pem'), '']);
  });

  test('a folder store is verified with the file of its first valid root', async () => {
    put('roots/a.pem', v2g.sub1.pem);
    const root = put('roots/b.pem', v2g.root.pem);
    put('roots/password.txt', '123456');
    put('roots/ocsp/c.pem', v2g.sub2.pem);
    await start({ csms_ca_bundle: 'roots' });

    const file = await kit.call('main', 'get_verify_file', { certificate_type: 'CSMS' });
    const location = await kit.call('main', 'get_verify_location', { certificate_type: 'CSMS' });

    expect([file, location]).toEqual([root, at('roots')]);
  });

  test('a folder store may hold symbolic links to the files with certificates', async () => {
    put('elsewhere/root.crt', v2g.root.pem);
    mkdirSync(at('roots'));
    symlinkSync(at('elsewhere/root.crt'), at('roots/root.pem'));
    symlinkSync(at('elsewhere/none.crt'), at('roots/dangling.pem'));
    symlinkSync(at('elsewhere'), at('roots/folder.pem'));
    await start({ csms_ca_bundle: 'roots' });

    const file = await kit.call('main', 'get_verify_file', { certificate_type: 'CSMS' });

    expect(file).toBe(at('roots/root.pem'));
  });
});

describe('leaf certificates', () => {
  test('are found with chain, single file and key', async () => {
    putSecc();
    await start();

    expect(await leafInfo()).toEqual({
      status: 'Accepted',
      info: {
        key: at('client/cso/SECC_LEAF_1.key'),
        certificate: at('client/cso/CPO_CERT_SECC_LEAF_CHAIN_1.pem'),
        certificate_single: at('client/cso/SECC_LEAF_1.pem'),
        certificate_count: 3,
      },
    });
  });

  test('with a single file have one certificate', async () => {
    put('client/csms/CSMS_LEAF_1.pem', v2g.leaf.pem);
    put('client/csms/other-name.key', v2g.leaf.key);
    await start();

    expect(await leafInfo('CSMS')).toMatchObject({
      info: { certificate_single: at('client/csms/CSMS_LEAF_1.pem'), certificate_count: 1 },
    });
  });

  test('and their keys may be symbolic links', async () => {
    put('elsewhere/leaf.pem', v2g.leaf.pem);
    put('elsewhere/leaf.key', v2g.leaf.key);
    mkdirSync(at('client/csms'), { recursive: true });
    symlinkSync(at('elsewhere/leaf.pem'), at('client/csms/CSMS_LEAF_1.pem'));
    symlinkSync(at('elsewhere/leaf.key'), at('client/csms/other-name.key'));
    await start();

    expect(await leafInfo('CSMS')).toMatchObject({
      info: { certificate_single: at('client/csms/CSMS_LEAF_1.pem'), key: at('client/csms/other-name.key') },
    });
  });

  test('that are valid longest go before those that are newer files', async () => {
    const long = await issue({
      name: 'long',
      serial: '07',
      isAuthority: false,
      until: new Date('2027-01-01T00:00:00Z'),
    });
    put('client/csms/a.pem', long.pem);
    put('client/csms/a.key', long.key);
    put('client/csms/b.pem', v2g.leaf.pem);
    put('client/csms/b.key', v2g.leaf.key);
    await start();

    expect(await leafInfo('CSMS')).toMatchObject({ info: { certificate_single: at('client/csms/a.pem') } });
  });

  test('that start tomorrow are not used yet', async () => {
    const next = await issue({
      name: 'next',
      serial: '08',
      isAuthority: false,
      from: new Date('2026-01-02T00:00:00Z'),
      until: new Date('2028-01-01T00:00:00Z'),
    });
    putSecc();
    put('client/cso/next.pem', next.pem);
    put('client/cso/next.key', next.key);
    await start();

    expect(await leafInfo()).toMatchObject({ info: { certificate_single: at('client/cso/SECC_LEAF_1.pem') } });
    await kit.clock.advance(24 * 3600 * 1000);
    expect(await leafInfo()).toMatchObject({ info: { certificate_single: at('client/cso/next.pem') } });
  });

  test('with an encrypted key need the password, which is handed on', async () => {
    const locked = createPrivateKey(v2g.leaf.key).export({
      format: 'pem',
      type: 'pkcs8',
      cipher: 'aes-128-cbc',
      passphrase: '123456',
    });
    put('client/csms/a.pem', v2g.leaf.pem);
    put('client/csms/a.key', locked.toString());
    await start({ private_key_password: '123456' });

    expect(await leafInfo('CSMS')).toMatchObject({ status: 'Accepted', info: { password: '123456' } });
  });

  test('with a key that is locked, wrong or missing have none', async () => {
    put('client/csms/a.pem', v2g.leaf.pem);
    put('client/csms/a.key', v2g.root.key);
    await start();

    expect(await leafInfo('CSMS')).toEqual({ status: 'PrivateKeyNotFound' });
  });

  test('are NotFound in an empty store, and NotFoundValid when expired', async () => {
    const expired = await issue({ name: 'old', serial: '02', until: new Date('2025-12-31T00:00:00Z') });
    put('client/cso/old.pem', expired.pem);
    await start();

    expect(await leafInfo('CSMS')).toEqual({ status: 'NotFound' });
    expect(await leafInfo('V2G')).toEqual({ status: 'NotFoundValid' });
  });

  test.each(['MF', 'MO'] as const)('of type %s are not kept', async (type) => {
    await start();

    expect(await leafInfo(type)).toEqual({ status: 'Rejected' });
  });

  test('expire in whole days', async () => {
    putSecc();
    await start();

    expect(await kit.call('main', 'get_leaf_expiry_days_count', { certificate_type: 'V2G' })).toBe(364);
    expect(await kit.call('main', 'get_leaf_expiry_days_count', { certificate_type: 'CSMS' })).toBe(0);
  });

  test('are listed one for each root, with the text of the root', async () => {
    const other = await issueChain('other');
    putSecc();
    put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem, other.root.pem);
    put('client/cso/other.pem', other.leaf.pem, other.sub2.pem, other.sub1.pem);
    put('client/cso/other.key', other.leaf.key);
    const orphan = await issue({ name: 'orphan', serial: '09', isAuthority: false });
    put('client/cso/orphan.pem', orphan.pem);
    put('client/cso/orphan.key', orphan.key);
    await start();

    const { info, status } = await kit.call('main', 'get_all_valid_certificates_info', {
      certificate_type: 'V2G',
      encoding: 'PEM',
      include_ocsp: false,
    });

    expect(status).toBe('Accepted');
    const roots = info.map(({ certificate_root: root }) => root?.replaceAll(/\s/g, '')).sort();
    expect(roots).toEqual([v2g.root.pem, other.root.pem].map((pem) => pem.replaceAll(/\s/g, '')).sort());
  });
});

describe('installed certificates', () => {
  test('hash data follow RFC 6960 with the key of the issuer', async () => {
    put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem, v2g.sub1.pem);
    await start();

    const { certificate_hash_data_chain: chains } = await kit.call('main', 'get_installed_certificates', {
      certificate_types: ['V2GRootCertificate'],
    });

    const hash = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
    const common = {
      hash_algorithm: 'SHA256',
      issuer_name_hash: hash(v2g.root.subject),
      issuer_key_hash: hash(v2g.root.publicKeyBits),
    };
    expect(chains).toEqual([
      {
        certificate_type: 'V2GRootCertificate',
        certificate_hash_data: { ...common, serial_number: '1' },
        child_certificate_hash_data: [{ ...common, serial_number: '3039' }],
      },
    ]);
  });

  test('get_installed_certificates ordering: leaf first, root excluded for V2G chain', async () => {
    put('ca/v2g/V2G_ROOT_CA.pem', v2g.root.pem);
    putSecc();
    await start();

    const { certificate_hash_data_chain: chains } = await kit.call('main', 'get_installed_certificates', {
      certificate_types: ['V2GCertificateChain'],
    });

    expect(chains.map((chain) => chain.certificate_hash_data.serial_number)).toEqual(['abc']);
    expect(chains[0]?.child_certificate_hash_data?.map(({ serial_number: serial }) => serial)).toEqual([
      '3040',
      '3039',
    ]);
  });

  test('none is NotFound', async () => {
    await start();

    const result = await kit.call('main', 'get_installed_certificates', {
      certificate_types: ['CSMSRootCertificate', 'V2GCertificateChain'],
    });

    expect(result).toEqual({ status: 'NotFound', certificate_hash_data_chain: [] });
  });
});

describe('file signatures', () => {
  test('are verified with the key of the certificate', async () => {
    await start();
    const path = put('firmware', 'new firmware');
    const signature = createSign('sha256').update('new firmware').sign(v2g.leaf.key, 'base64');
    const signed = { file_path: path, signing_certificate: v2g.leaf.pem, signature };

    expect(await kit.call('main', 'verify_file_signature', signed)).toBe(true);
    writeFileSync(path, 'other firmware');
    expect(await kit.call('main', 'verify_file_signature', signed)).toBe(false);
  });

  test('of an RSA key are verified as well', async () => {
    await start();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = exportPrivateKey(privateKey);
    const wish = { subject: { commonName: 'signer' }, notBefore: new Date(), notAfter: new Date() };
    const pem = await certifyKey(publicKey, { ...wish, issuer: { certificate: v2g.root.pem, key: v2g.root.key } });
    const path = put('firmware', 'new firmware');
    const signature = createSign('sha256').update('new firmware').sign(key, 'base64');
    const signed = { file_path: path, signing_certificate: pem, signature };

    expect(await kit.call('main', 'verify_file_signature', signed)).toBe(true);
    expect(await kit.call('main', 'verify_file_signature', { ...signed, signature: 'AAAA' })).toBe(false);
  });

  test('of a missing file, or with a bad certificate, are wrong', async () => {
    await start();
    const path = put('firmware', 'new firmware');

    const missing = { file_path: at('none'), signing_certificate: v2g.leaf.pem, signature: 'AA==' };
    const bad = { file_path: path, signing_certificate: 'none', signature: 'AA==' };

    expect(await kit.call('main', 'verify_file_signature', missing)).toBe(false);
    expect(await kit.call('main', 'verify_file_signature', bad)).toBe(false);
  });
});
