import { beforeAll, expect, test } from '@jest/globals';
import {
  Certificate,
  explainChain,
  issueCertificate,
  type CertificateWish,
  type Credentials,
} from '../../../../lib/pki/index.js';

const nowMs = Date.parse('2026-06-01T00:00:00Z');
let root: Credentials;

beforeAll(async () => {
  root = await issue('root', { isAuthority: true });
});

function issue(commonName: string, wish: Partial<CertificateWish> = {}): Promise<Credentials> {
  return issueCertificate({
    subject: { commonName },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2026-12-31T00:00:00Z'),
    ...wish,
  });
}

function explain(chain: readonly Credentials[], more: { host?: string; revoked?: string[] } = {}): unknown {
  const parse = ({ certificate }: Credentials): Certificate => new Certificate(certificate);
  return explainChain({ chain: chain.map(parse), roots: [parse(root)], nowMs, ...more });
}

test('a good chain for the right host has no findings', async () => {
  const leaf = await issue('csms', { issuer: root, dnsNames: ['csms.example.org'], ipAddresses: ['10.0.0.1'] });

  expect(explain([leaf], { host: 'csms.example.org' })).toEqual([]);
  expect(explain([leaf], { host: '10.0.0.1' })).toEqual([]);
});

test('everything that is wrong is told, each with its certificate', async () => {
  const old = await issue('old sub', { isAuthority: true, issuer: root, notAfter: new Date('2026-02-01T00:00:00Z') });
  const leaf = await issue('csms', { issuer: old, dnsNames: ['a.org'], notBefore: new Date('2026-07-01T00:00:00Z') });
  const { serialNumber } = new Certificate(leaf.certificate);

  expect(explain([leaf, old], { host: 'b.org', revoked: [serialNumber] })).toEqual([
    { certificate: 'csms', rule: 'is not valid before 2026-07-01T00:00:00.000Z' },
    { certificate: 'csms', rule: 'was revoked by its authority' },
    { certificate: 'old sub', rule: 'expired at 2026-02-01T00:00:00.000Z' },
    { certificate: 'csms', rule: 'is for DNS:a.org, not for b.org' },
  ]);
});

test('an expired leaf is told once', async () => {
  const leaf = await issue('csms', { issuer: root, notAfter: new Date('2026-05-01T00:00:00Z') });

  expect(explain([leaf])).toEqual([{ certificate: 'csms', rule: 'expired at 2026-05-01T00:00:00.000Z' }]);
});
