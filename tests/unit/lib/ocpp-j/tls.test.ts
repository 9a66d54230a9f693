import type { PeerCertificate } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { tlsOptions, type TlsSettings } from '../../../../lib/ocpp-j/tls.js';

const strict: TlsSettings = { useDefaultTrust: false, verifyHostName: true, allowWildcards: false };

function check(
  host: string,
  subjectaltname: string | undefined,
  change: Partial<TlsSettings> = {},
): string | undefined {
  const options = tlsOptions({ host, port: 443 }, { ...strict, ...change });
  const certificate = { subject: { CN: 'csms.example.org' }, subjectaltname } as unknown as PeerCertificate;
  return options.checkServerIdentity?.(host, certificate)?.message;
}

describe('host name of the central system', () => {
  test.each([
    ['csms.example.org', 'DNS:csms.example.org'],
    ['csms.example.org', 'DNS:other.example.org, DNS:CSMS.example.org'],
    ['csms.example.org', undefined],
    ['10.0.0.1', 'IP Address:10.0.0.1'],
  ])('%s is in %s', (host, names) => {
    expect(check(host, names)).toBeUndefined();
  });

  test.each([
    ['csms.example.org', 'DNS:csms.example.com'],
    ['csms.example.org', 'DNS:*.example.org'],
    ['10.0.0.1', 'DNS:10.0.0.1'],
  ])('%s is not in %s', (host, names) => {
    expect(check(host, names)).toBeDefined();
  });

  test('wildcards count when they are allowed, partial ones never', () => {
    const allowed = { allowWildcards: true };

    expect(check('csms.example.org', 'DNS:*.example.org', allowed)).toBeUndefined();
    expect(check('a.csms.example.org', 'DNS:*.example.org', allowed)).toBeDefined();
    expect(check('foo.example.org', 'DNS:f*.example.org', allowed)).toBeDefined();
  });

  test('is of no interest with VerifyCsmsCommonName false', () => {
    expect(check('csms.example.org', 'DNS:other.org', { verifyHostName: false })).toBeUndefined();
  });
});

describe('TLS', () => {
  test('is 1.2 or 1.3, with verification, whatever is configured', () => {
    const options = tlsOptions({ host: 'csms.example.org', port: 443 }, { ...strict, verifyHostName: false });

    expect(options).toMatchObject({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      rejectUnauthorized: true,
      servername: 'csms.example.org',
      ca: [],
    });
  });

  test('without roots trusts nobody, with UseSslDefaultVerifyPaths the platform as well', () => {
    const { ca } = tlsOptions({ host: 'a.org', port: 443 }, { ...strict, ca: ['PEM'], useDefaultTrust: true });

    expect(ca).toContain('PEM');
    expect((ca as string[]).length).toBeGreaterThan(50);
  });

  test('names no address as server name, offers the ciphers of both versions, and shows the client certificate', () => {
    const clientCertificate = { chain: 'CHAIN', key: 'KEY', keyPassword: 'secret' };
    const ciphers = { ciphers12: ['A', 'B'], ciphers13: ['C'] };

    expect(tlsOptions({ host: '10.0.0.1', port: 443 }, { ...strict, ...ciphers, clientCertificate })).toMatchObject({
      servername: '',
      ciphers: 'C:A:B',
      cert: 'CHAIN',
      key: 'KEY',
      passphrase: 'secret',
    });
  });
});
