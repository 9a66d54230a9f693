import { validateHeaderValue } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { prepareTarget, type ConnectionSettings } from '../../../../lib/ocpp-j/index.js';
import { tlsOptions } from '../../../../lib/ocpp-j/tls.js';

const key = 'DEADBEEFDEADBEEF';

function settings(change: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return { centralSystemUri: 'h/path', chargePointId: 'cp001', securityProfile: 1, authorizationKey: key, ...change };
}

function headersOf(change: Partial<ConnectionSettings>): unknown {
  const prepared = prepareTarget(settings(change));
  return prepared.ok ? prepared.target.headers : prepared.failure;
}

const clientCertificate = { chain: 'chain', key: 'key', keyPassword: 'secret' };
const tls = { useDefaultTrust: false, verifyHostName: true, allowWildcards: false, clientCertificate };
const basic = `Basic ${Buffer.from(`cp001:${key}`).toString('base64')}`;

describe('upgrade request', () => {
  test('profile 0 sends no credentials', () => {
    expect(headersOf({ securityProfile: 0 })).toEqual({ Origin: 'http://h' });
  });

  test.each([1, 2])('profile %d sends identity and key as basic authentication', (securityProfile) => {
    expect(headersOf({ securityProfile })).toEqual({
      Origin: securityProfile === 1 ? 'http://h' : 'https://h',
      Authorization: basic,
    });
  });

  test('profile 3 sends no credentials in the header', () => {
    expect(headersOf({ securityProfile: 3, tls })).toEqual({ Origin: 'https://h' });
  });

  test.each([
    ['h:8180/path', 1, 'http://h:8180'],
    ['h:80/path', 1, 'http://h'],
    ['h:443/path', 2, 'https://h'],
    ['[::1]:9/path', 1, 'http://[::1]:9'],
  ])('RFC 6454 · the origin of %s in profile %d is %s, with the port of the header Host', (uri, profile, origin) => {
    expect(headersOf({ centralSystemUri: uri, securityProfile: profile })).toMatchObject({ Origin: origin });
  });

  test('carries the host name and the version', () => {
    expect(
      headersOf({ securityProfile: 0, hostName: 'station-7', everestVersion: ` ${'v'.repeat(120)} \nsecond line` }),
    ).toEqual({
      Origin: 'http://h',
      'User-Host': 'station-7',
      'EVerest-Version': 'v'.repeat(100),
    });
  });

  test('additions that a header cannot carry do not break the request', () => {
    const headers = headersOf({ securityProfile: 0, hostName: 'Säule\u0000 7\r', everestVersion: '1.2 → 🚗\rx' });

    expect(headers).toEqual({ Origin: 'http://h', 'User-Host': 'Säule? 7?', 'EVerest-Version': '1.2 ? ??x' });
    for (const [name, value] of Object.entries(headers as object)) validateHeaderValue(name, String(value));
  });

  test.each([
    [{ securityProfile: 1, authorizationKey: '' }, 'credentials'],
    [{ securityProfile: 3 }, 'credentials'],
    [{ centralSystemUri: '' }, 'options'],
    [{ chargePointId: 'a:b' }, 'options'],
  ])('fails for %j with kind %s', (change, kind) => {
    expect(headersOf(change)).toMatchObject({ kind });
  });
});

describe('TLS of profiles 2 and 3', () => {
  const peer = { host: 'csms.example.org', port: 443 };

  test('offers TLS 1.2 and 1.3 with the configured ciphers, SNI and verification', () => {
    const options = tlsOptions(peer, { ...tls, ca: ['root'], ciphers12: ['A', 'B'], ciphers13: ['C'] });

    expect(options).toMatchObject({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: 'C:A:B',
      servername: 'csms.example.org',
      rejectUnauthorized: true,
      ca: ['root'],
      cert: 'chain',
      key: 'key',
      passphrase: 'secret',
    });
  });

  test('with neither root nor platform trust nobody is trusted', () => {
    expect(tlsOptions(peer, tls).ca).toEqual([]);
  });

  test('platform trust adds the known roots', () => {
    const { ca } = tlsOptions(peer, { ...tls, ca: ['root'], useDefaultTrust: true });

    expect(ca).toContain('root');
    expect(ca?.length).toBeGreaterThan(50);
  });
});
