import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  belongsTo,
  Certificate,
  createSigningRequest,
  exportPrivateKey,
  generatePrivateKey,
  issueCertificate,
  issueRevocationList,
  readCertificates,
  readPrivateKey,
  readSigningRequest,
  serialOf,
  verifyChain,
  type CertificateWish,
  type Credentials,
} from '../../../../lib/pki/index.js';
import { subjectHash } from '../../../../lib/pki/subject-hash.js';
import { hasOpenssl, openssl } from './openssl.js';

const nowMs = Date.parse('2026-06-01T00:00:00Z');
let folder = '';
let root: Credentials;
let sub: Credentials;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pki-'));
  root = await issue('root', { isAuthority: true });
  sub = await issue('sub', { isAuthority: true, issuer: root });
});
afterAll(() => rmSync(folder, { recursive: true }));

function issue(commonName: string, wish: Partial<CertificateWish> = {}): Promise<Credentials> {
  return issueCertificate({
    subject: { commonName },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2026-12-31T00:00:00Z'),
    ...wish,
  });
}

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function parse(...chain: readonly Credentials[]): Certificate[] {
  return chain.map(({ certificate }) => new Certificate(certificate));
}

describe('chains', () => {
  test('leaf, authority and root are valid', async () => {
    const leaf = await issue('leaf', { issuer: sub });

    expect(verifyChain(parse(leaf, sub), parse(root), nowMs)).toEqual({ result: 'Valid' });
  });

  test('an authority of the store helps, but is no anchor', async () => {
    const leaf = await issue('leaf', { issuer: sub });

    expect(verifyChain(parse(leaf), parse(root, sub), nowMs).result).toBe('Valid');
    expect(verifyChain(parse(leaf), parse(sub), nowMs).result).toBe('IssuerNotFound');
  });

  test('an expired leaf is Expired, and says when', async () => {
    const leaf = await issue('old', { issuer: root, notAfter: new Date('2026-05-01T00:00:00Z') });

    expect(verifyChain(parse(leaf), parse(root), nowMs)).toEqual({
      result: 'Expired',
      certificate: 'old',
      rule: 'expired at 2026-05-01T00:00:00.000Z',
    });
  });

  test('a future leaf and an expired authority do not fail the chain', async () => {
    const old = await issue('old sub', { isAuthority: true, issuer: root, notAfter: new Date('2026-02-01') });
    const leaf = await issue('future', { issuer: old, notBefore: new Date('2026-07-01') });

    expect(verifyChain(parse(leaf, old), parse(root), nowMs).result).toBe('Valid');
  });

  test('a signature of another key with the same name is InvalidSignature', async () => {
    const leaf = await issue('leaf', { issuer: root });
    const der = Buffer.from(new Certificate(leaf.certificate).x509.raw);
    der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1;

    expect(verifyChain([new Certificate(der)], parse(root), nowMs)).toMatchObject({
      result: 'InvalidSignature',
      certificate: 'leaf',
    });
  });

  test('who is no authority, or may not sign, or has too many below, makes it Unknown', async () => {
    const plain = await issue('plain', { issuer: root });
    const mute = await issue('mute', { issuer: root, isAuthority: true, keyUsage: ['digitalSignature'] });
    const short = await issue('short', { isAuthority: true, pathLength: 0 });
    const below = await issue('below', { isAuthority: true, issuer: short });
    const chains: [Credentials[], Credentials, RegExp][] = [
      [[await issue('leaf', { issuer: plain }), plain], root, /no certificate authority/],
      [[await issue('leaf', { issuer: mute }), mute], root, /key usage/],
      [[await issue('leaf', { issuer: below }), below], short, /allows 0/],
    ];

    for (const [chain, anchor, rule] of chains) {
      expect(verifyChain(parse(...chain), parse(anchor), nowMs)).toMatchObject({
        result: 'Unknown',
        rule: expect.stringMatching(rule),
      });
    }
  });

  test('a self-signed leaf is Unknown unless it is an anchor', async () => {
    const self = await issue('self');

    expect(verifyChain(parse(self), parse(root), nowMs).result).toBe('Unknown');
    expect(verifyChain(parse(self), parse(self), nowMs).result).toBe('Valid');
  });

  test('nothing to verify is Unknown, nobody to trust IssuerNotFound', () => {
    expect(verifyChain([], parse(root), nowMs).result).toBe('Unknown');
    expect(verifyChain(parse(sub), [], nowMs).result).toBe('IssuerNotFound');
  });
});

describe('private keys', () => {
  test('are encrypted with a password, and read with it only', async () => {
    const key = await generatePrivateKey();
    const locked = exportPrivateKey(key, 'secret');

    expect(locked).toContain('ENCRYPTED PRIVATE KEY');
    expect(readPrivateKey(locked, 'secret').equals(key)).toBe(true);
    expect(() => readPrivateKey(locked, 'wrong')).toThrow();
    expect(() => readPrivateKey(locked)).toThrow();
  });

  test('belong to the certificate of their public part', async () => {
    const leaf = await issue('leaf', { issuer: root });

    expect(belongsTo(leaf.key, new Certificate(leaf.certificate), '')).toBe(true);
    expect(belongsTo(root.key, new Certificate(leaf.certificate), '')).toBe(false);
    expect(belongsTo('no key', new Certificate(leaf.certificate), '')).toBe(false);
  });
});

describe('PEM', () => {
  test('certificates keep their order, other blocks are passed over', () => {
    const text = `comment\n${sub.certificate}${root.key}${root.certificate}`;

    expect(readCertificates(text).map(({ name }) => name)).toEqual(['sub', 'root']);
    expect(() => readCertificates('-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----')).toThrow();
  });
});

const withOpenssl = hasOpenssl ? describe : describe.skip;

withOpenssl('as OpenSSL sees it', () => {
  const subject = { country: 'DE', organization: 'Opératör', commonName: 'cp001', domainComponent: 'CPO' };

  test('CSR content', async () => {
    const csr = await createSigningRequest(subject, await generatePrivateKey());

    const text = openssl(['req', '-text', '-verify', '-noout', '-nameopt', 'utf8,sep_comma_plus_space'], csr);

    expect(text).toContain('Version: 1 (0x0)');
    expect(text).toMatch(/C ?= ?DE,\s?O ?= ?Opératör,\s?CN ?= ?cp001,\s?DC ?= ?CPO/u);
    expect(text).toContain('ASN1 OID: prime256v1');
    expect(text).toContain('ecdsa-with-SHA256');
    expect(text).toMatch(/Key Usage:\s+Digital Signature, Key Agreement/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
  });

  test('values that do not fit are left out of a CSR', async () => {
    const csr = await createSigningRequest(
      { country: 'DEU', organization: '', commonName: 'c'.repeat(65), domainComponent: 'CPO' },
      await generatePrivateKey(),
    );

    expect(openssl(['req', '-subject', '-noout'], csr).replaceAll(' ', '')).toBe('subject=DC=CPO\n');
  });

  test('hash data are those of an OCSP request', () => {
    const [certificate, issuer] = [new Certificate(sub.certificate), new Certificate(root.certificate)];
    const args = ['-issuer', file('root.pem', root.certificate), '-cert', file('sub.pem', sub.certificate)];

    const text = openssl(['ocsp', '-sha256', ...args, '-req_text', '-no_nonce']).toLowerCase();

    const { issuerKeyHash, issuerNameHash, serialNumber } = certificate.hashWith(issuer);
    expect(text).toContain(`issuer name hash: ${issuerNameHash}`);
    expect(text).toContain(`issuer key hash: ${issuerKeyHash}`);
    expect(text).toMatch(new RegExp(`serial number: 0*${serialNumber}\\s`));
  });

  test('the subject hash is that of the certificate', async () => {
    const named = await issue('x', { subject: { ...subject, organization: '  Two   WORDS ' } });

    for (const { certificate } of [root, named]) {
      const expected = openssl(['x509', '-subject_hash', '-noout'], certificate).trim();
      expect(subjectHash(new Certificate(certificate).fields.subject)).toBe(expected);
    }
  });

  test('a chain verifies, a revoked certificate does not', async () => {
    const leaf = await issue('leaf', { issuer: root });
    const list = await issueRevocationList({
      issuer: root,
      serialNumbers: [serialOf(leaf)],
      thisUpdate: new Date('2026-01-01'),
      nextUpdate: new Date('2026-12-31'),
    });
    const time = ['-attime', String(nowMs / 1000), '-CAfile', file('anchor.pem', root.certificate)];
    const path = file('leaf.pem', leaf.certificate);

    expect(openssl(['verify', ...time, path])).toContain('OK');
    expect(() => openssl(['verify', ...time, '-crl_check', '-CRLfile', file('list.pem', list), path])).toThrow(
      /revoked/,
    );
  });
});

describe('signing requests', () => {
  test('are read back with subject and key', async () => {
    const key = await generatePrivateKey();
    const request = await readSigningRequest(await createSigningRequest({ commonName: 'cp001' }, key));

    expect(request?.subject).toEqual({ commonName: 'cp001' });
    expect(request?.publicKey.equals(createPublicKey(key))).toBe(true);
  });

  test('that are signed with another key, or are none, are nothing', async () => {
    const csr = await createSigningRequest({ commonName: 'cp001' }, await generatePrivateKey());
    const der = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der[der.length - 2] = (der[der.length - 2] ?? 0) ^ 1;
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;

    expect(await readSigningRequest(forged)).toBeUndefined();
    expect(await readSigningRequest('nothing')).toBeUndefined();
  });

  test('of an RSA key are made as well', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

    const request = await readSigningRequest(await createSigningRequest({ commonName: 'cp001' }, privateKey));

    expect(request?.publicKey.asymmetricKeyType).toBe('rsa');
  });
});
