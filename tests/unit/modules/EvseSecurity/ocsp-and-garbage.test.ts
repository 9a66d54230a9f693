import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subjectHash } from '../../../../lib/pki/subject-hash.js';
import { issue, issueChain } from './support/pki.js';
import { StoreKit } from './support/store-kit.js';

let store: StoreKit;

beforeEach(() => {
  store = new StoreKit();
});
afterEach(() => store.close());

/** Puts a chain whose certificates name a responder. */
async function putChain(): Promise<Awaited<ReturnType<typeof issueChain>>> {
  const chain = await issueChain('V2G', { ocspUrl: 'http://ocsp.example.org' });
  store.put('ca/v2g/V2G_ROOT_CA.pem', chain.root.pem);
  store.put('client/cso/SECC_LEAF_1.pem', chain.leaf.pem);
  store.put('client/cso/CPO_CERT_SECC_LEAF_CHAIN_1.pem', chain.leaf.pem, chain.sub2.pem, chain.sub1.pem);
  store.put('client/cso/SECC_LEAF_1.key', chain.leaf.key);
  return chain;
}

/** More files than a store may hold. */
function fill(): void {
  for (let number = 0; number <= 2000; number++) store.put(`client/csms/fill/${number}.txt`);
}

const interval = 20 * 60 * 1000;

describe('OCSP', () => {
  test('request data without root, with URL only, deduplicated', async () => {
    await putChain();
    await store.start();

    const { ocsp_request_data_list: list } = await store.kit.call('main', 'get_v2g_ocsp_request_data', {});

    expect(list.map((entry) => entry.certificate_hash_data?.serial_number)).toEqual(['abc', '3040', '3039']);
    expect(list.every(({ responder_url: url }) => url === 'http://ocsp.example.org')).toBe(true);
  });

  test('certificates without a responder are left out', async () => {
    const chain = await issueChain('V2G');
    store.put('ca/mo/MO_ROOT_CA.pem', chain.root.pem);
    await store.start();

    const text = chain.leaf.pem + chain.sub2.pem + chain.sub1.pem;
    expect(await store.kit.call('main', 'get_mo_ocsp_request_data', { certificate_chain: text })).toEqual({
      ocsp_request_data_list: [],
    });
  });

  test('a contract is asked about when its root is known', async () => {
    const chain = await issueChain('MO', { ocspUrl: 'http://mo.example.org' });
    store.put('ca/mo/MO_ROOT_CA.pem', chain.root.pem);
    await store.start();
    const ask = (text: string): Promise<{ ocsp_request_data_list: unknown[] }> =>
      store.kit.call('main', 'get_mo_ocsp_request_data', { certificate_chain: text });

    expect((await ask(chain.leaf.pem + chain.sub2.pem + chain.sub1.pem)).ocsp_request_data_list).toHaveLength(3);
    expect((await ask(chain.leaf.pem)).ocsp_request_data_list).toEqual([]);
    expect((await ask('nothing')).ocsp_request_data_list).toEqual([]);
  });

  test('cache files and .hash format', async () => {
    await putChain();
    await store.start();
    const hash = await store.hashOf('abc', 'V2GCertificateChain');
    const put = (ocsp_response: string): Promise<unknown> =>
      store.kit.call('main', 'update_ocsp_cache', { certificate_hash_data: hash, ocsp_response });

    await put(Buffer.from([0x30, 3, 10, 1, 0]).toString('base64'));
    await put(Buffer.from([0x30, 3, 10, 1, 6]).toString('base64'));

    const [response = '', hashFile = '', ...more] = store.list('client/cso/ocsp');
    expect(more).toEqual([]);
    expect(readFileSync(store.at(`client/cso/ocsp/${response}`))).toEqual(Buffer.from([0x30, 3, 10, 1, 6]));
    expect(store.read(`client/cso/ocsp/${hashFile}`).split('\n')).toEqual([
      'SHA256',
      hash.issuer_name_hash,
      hash.issuer_key_hash,
      'abc',
    ]);
    const { info } = await store.kit.call('main', 'get_leaf_certificate_info', {
      certificate_type: 'V2G',
      encoding: 'PEM',
      include_ocsp: true,
    });
    expect(info?.ocsp?.map(({ ocsp_path: path }) => path)).toEqual([
      store.at(`client/cso/ocsp/${response}`),
      undefined,
      undefined,
    ]);
  });

  test('of an unknown certificate nothing is kept, and other text as it came', async () => {
    await putChain();
    await store.start();
    const hash = await store.hashOf('abc', 'V2GCertificateChain');
    const put = (serial_number: string): Promise<unknown> =>
      store.kit.call('main', 'update_ocsp_cache', {
        certificate_hash_data: { ...hash, serial_number },
        ocsp_response: 'no base64!',
      });

    await put('dead');
    expect(store.list('client/cso/ocsp')).toEqual([]);
    await put('abc');
    expect(store.read(`client/cso/ocsp/${store.list('client/cso/ocsp')[0]}`)).toBe('no base64!');
  });
});

describe('garbage collection', () => {
  test('leaves a store alone that is not full', async () => {
    store.put('client/csms/lonely.key', (await issue({ name: 'any', serial: '02' })).key);
    await store.start();

    for (let turn = 0; turn < 5; turn++) await store.kit.clock.advance(interval);

    expect(store.list('client/csms')).toEqual(['lonely.key']);
  });

  test('of a full store deletes keys that nobody answered, after an hour', async () => {
    await putChain();
    fill();
    await store.start();
    await store.request();
    const [key = ''] = store.list('client/csms').filter((name) => name.endsWith('.key'));
    const round = async (): Promise<void> => {
      await store.kit.clock.advance(interval);
      await store.kit.call('main', 'get_leaf_expiry_days_count', { certificate_type: 'V2G' });
    };

    for (let turn = 0; turn < 3; turn++) await round();
    expect(existsSync(store.at(`client/csms/${key}`))).toBe(true);
    await round();

    expect(existsSync(store.at(`client/csms/${key}`))).toBe(false);
    expect(existsSync(store.at('client/cso/SECC_LEAF_1.key'))).toBe(true);
  });

  test('of a full store keeps ten leaves and deletes older expired ones with their keys', async () => {
    for (let number = 1; number <= 12; number++) {
      const leaf = await issue({
        name: `leaf ${number}`,
        serial: `${10 + number}`,
        isAuthority: false,
        until: new Date(Date.UTC(2025, 11, 1 + number)),
      });
      store.put(`client/csms/${10 + number}.pem`, leaf.pem);
      store.put(`client/csms/${10 + number}.key`, leaf.key);
    }
    fill();
    await store.start();

    await store.kit.clock.advance(interval);
    await store.kit.call('main', 'get_leaf_expiry_days_count', { certificate_type: 'V2G' });

    const left = store.list('client/csms').filter((name) => name !== 'fill');
    expect(left).toHaveLength(20);
    expect(left.slice(0, 2)).toEqual(['13.key', '13.pem']);
  });

  test('of a full store deletes OCSP answers about unknown certificates only', async () => {
    await putChain();
    await store.start();
    const hash = await store.hashOf('abc', 'V2GCertificateChain');
    await store.kit.call('main', 'update_ocsp_cache', { certificate_hash_data: hash, ocsp_response: 'MAA=' });
    store.put('client/cso/ocsp/stray_ocsp.hash', 'SHA256\n00\n00\n1');
    store.put('client/cso/ocsp/stray_ocsp.der', '0');
    fill();

    await store.kit.clock.advance(interval);
    await store.kit.call('main', 'get_leaf_expiry_days_count', { certificate_type: 'V2G' });

    expect(store.list('client/cso/ocsp').map((name) => name.startsWith('stray'))).toEqual([false, false]);
  });
});

describe('folder of roots', () => {
  test('get_verify_location puts the links of OpenSSL in order', async () => {
    const chain = await issueChain('V2G');
    store.put('roots/a.pem', chain.root.pem);
    store.put('roots/b.pem', chain.sub1.pem, chain.sub2.pem);
    await store.start({ csms_ca_bundle: 'roots' });
    const ask = (): Promise<string> => store.kit.call('main', 'get_verify_location', { certificate_type: 'CSMS' });

    expect(await ask()).toBe(store.at('roots'));
    const links = store.list('roots').filter((name) => /^[0-9a-f]{8}\.0$/.test(name));
    expect(links).toHaveLength(1);
    expect(store.read(`roots/${links[0]}`)).toBe(chain.root.pem);
    await ask();
    expect(store.list('roots')).toHaveLength(3);
  });

  test('get_verify_location leaves links to certificates with other endings, and files in the place of links, alone', async () => {
    const chain = await issueChain('V2G');
    store.put('roots/a.pem', chain.root.pem);
    store.put('roots/b.crt', chain.sub1.pem);
    const copy = `${subjectHash(chain.root.subject)}.0`;
    const link = `${subjectHash(chain.sub1.subject)}.0`;
    store.put(`roots/${copy}`, chain.root.pem);
    symlinkSync('b.crt', store.at(`roots/${link}`));
    symlinkSync('gone.pem', store.at('roots/01234567.0'));
    await store.start({ csms_ca_bundle: 'roots' });

    const location = await store.kit.call('main', 'get_verify_location', { certificate_type: 'CSMS' });

    expect(location).toBe(store.at('roots'));
    expect(store.list('roots')).toEqual(['a.pem', 'b.crt', copy, link].sort());
  });
});
