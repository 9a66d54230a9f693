import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { centralSystemFiles } from '../../../cli/certs/central-system-files.js';
import { revoke } from '../../../cli/certs/revoke.js';
import { password, SecurityBench } from './security-bench.js';

let bench: SecurityBench;

beforeEach(() => {
  bench = new SecurityBench();
});
afterEach(() => bench.close());

const retries = { timeoutMs: 10_000 };
/** A thousand days before now. */
const longAgoMs = (): number => new Date().getTime() - 1000 * 24 * 3_600_000;

/** The reason in the station's own log line. */
function reasons(): unknown[] {
  return bench.log.lines.filter(({ message }) => message === 'connection attempt failed').map(({ fields }) => fields);
}

describe('a boot under each security profile', () => {
  test('0 without any protection', async () => {
    const csms = await bench.csms();
    await bench.station(csms.port, 0);

    await csms.next('BootNotification', retries);
  });

  test('1 with the right password, and FailedToAuthenticateAtCsms with a wrong one', async () => {
    const csms = await bench.csms({ passwords: { cp001: password } });
    await bench.station(csms.port, 1);
    await csms.next('BootNotification', retries);

    const other = await bench.csms({ passwords: { cp001: 'another password' } });
    await bench.station(other.port, 1);
    await bench.event('FailedToAuthenticateAtCsms');
  });

  test('2 over TLS with a password', async () => {
    const pki = await bench.pki('a');
    const csms = await bench.secureCsms(pki, 2);
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await csms.next('BootNotification', retries);
    expect(csms.url).toMatch(/^wss:/);
  });

  test('3 over TLS with a client certificate', async () => {
    const pki = await bench.pki('a');
    const csms = await bench.secureCsms(pki, 3);
    await bench.station(csms.port, 3, bench.credentials(pki));

    await csms.next('BootNotification', retries);
  });
});

describe('a central system that the station refuses', () => {
  test('for another host', async () => {
    const pki = await bench.pki('a', { hosts: ['csms.example.org'] });
    const csms = await bench.secureCsms(pki, 2);
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await bench.event('InvalidCentralSystemCertificate');
    expect(reasons()[0]).toMatchObject({
      kind: 'server-certificate',
      isHostName: true,
      message: expect.stringContaining('not for localhost'),
    });
  });

  test('with an expired certificate', async () => {
    const pki = await bench.pki('a', { nowMs: longAgoMs() });
    const csms = await bench.secureCsms(pki, 2);
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await bench.event('InvalidCentralSystemCertificate');
    expect(reasons()[0]).toMatchObject({
      message: expect.stringContaining('certificate has expired'),
      hint: expect.stringContaining('out of date'),
    });
  });

  test('of an unknown authority', async () => {
    const csms = await bench.secureCsms(await bench.pki('a'), 2);
    await bench.station(csms.port, 2, bench.credentials(await bench.pki('b'), false));

    await bench.event('InvalidCentralSystemCertificate');
    expect(reasons()[0]).toMatchObject({
      kind: 'server-certificate',
      hint: expect.stringContaining('no installed root'),
    });
  });

  test('the event comes once, and reaches the central system after the next success', async () => {
    const [good, bad] = [await bench.pki('a'), await bench.pki('b')];
    const refused = await bench.secureCsms(bad, 2);
    await bench.station(refused.port, 2, bench.credentials(good, false));
    await bench.event('InvalidCentralSystemCertificate');
    while (reasons().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));

    await refused.close();
    const csms = await bench.secureCsms(good, 2, { port: refused.port });
    const isIt = { where: ({ payload }: { payload: unknown }) => JSON.stringify(payload).includes('InvalidCentral') };
    await csms.next('SecurityEventNotification', { ...retries, ...isIt });

    expect(bench.events.filter((type) => type === 'InvalidCentralSystemCertificate')).toHaveLength(1);
  });

  test('without a cipher suite in common', async () => {
    const pki = await bench.pki('a');
    const { tls = {} } = centralSystemFiles(join(pki, 'csms'), false);
    const weak = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
    const csms = await bench.csms({ tls: { ...tls, ...weak } });
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await bench.event('InvalidTLSCipherSuite');
  });

  test('with TLS 1.1 only', async () => {
    const pki = await bench.pki('a');
    const { tls = {} } = centralSystemFiles(join(pki, 'csms'), false);
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const csms = await bench.csms({ tls: { ...tls, ...old } });
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await bench.event('InvalidTLSVersion');
  });
});

describe('a station that the central system refuses', () => {
  async function refusedStation(pki: string, credentials: ReturnType<SecurityBench['credentials']>): Promise<string> {
    const csms = await bench.secureCsms(pki, 3);
    await bench.station(csms.port, 3, credentials);
    await bench.event('FailedToAuthenticateAtCsms');
    return bench.printed.find((line) => line.includes('refused')) ?? '';
  }

  test('with a certificate of an unknown authority', async () => {
    const [pki, foreign] = [await bench.pki('a'), await bench.pki('b')];
    const { ca = [] } = bench.credentials(pki);

    expect(await refusedStation(pki, { ...bench.credentials(foreign), ca })).toMatch(/client certificate \(cp001\)/);
    expect(reasons()[0]).toMatchObject({ kind: 'unauthorized', status: 401 });
  });

  test('with a certificate that was revoked', async () => {
    const pki = await bench.pki('a');
    await revoke(pki, join(pki, 'station/client/csms/CSMS_LEAF.pem'), new Date().getTime());

    expect(await refusedStation(pki, bench.credentials(pki))).toMatch(/CERT_REVOKED/);
  });

  test('without a certificate', async () => {
    const pki = await bench.pki('a');
    const csms = await bench.secureCsms(pki, 3);
    await bench.station(csms.port, 2, bench.credentials(pki, false));

    await bench.event('FailedToAuthenticateAtCsms');
    expect(bench.printed.join('\n')).toContain('it shows no client certificate');
  });

  test('by an alert of TLS itself', async () => {
    const pki = await bench.pki('a');
    const { tls = {} } = centralSystemFiles(join(pki, 'csms'), true);
    const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true });
    server.on('upgrade', (_request, socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    try {
      await bench.station((server.address() as AddressInfo).port, 2, bench.credentials(pki, false));
      await bench.event('FailedToAuthenticateAtCsms');
      expect(reasons()[0]).toMatchObject({ kind: 'client-certificate' });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test('does not even try without a certificate of its own, and says so', async () => {
    const pki = await bench.pki('a');
    const csms = await bench.secureCsms(pki, 3);
    await bench.station(csms.port, 3, bench.credentials(pki, false));
    while (reasons().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(reasons()[0]).toMatchObject({
      kind: 'credentials',
      message: 'security profile 3 needs a client certificate',
    });
    expect(csms.connectedIds).toEqual([]);
  });
});

describe('a change of the security profile', () => {
  const key = 'SecurityProfile';

  test('is kept when the central system is reached with it', async () => {
    const pki = await bench.pki('a');
    const plain = await bench.csms({ passwords: { cp001: password } });
    const station = await bench.station(plain.port, 1, bench.credentials(pki));
    await plain.next('StatusNotification', retries);

    expect(await plain.call('cp001', 'ChangeConfiguration', { key, value: '2' })).toEqual({ status: 'Accepted' });
    await plain.close();
    const secure = await bench.secureCsms(pki, 2, { port: plain.port });
    await secure.next('StatusNotification', retries);

    expect(station.getConfiguration({ key: [key] }).configurationKey).toMatchObject([{ key, value: '2' }]);
  });

  test('is tried and taken back at once, however long the back-off is', async () => {
    const csms = await bench.csms();
    const credentials = bench.credentials(await bench.pki('a'));
    const internal = { RetryBackoffWaitMinimum: 3600, SwitchSecurityProfileConnectionTimeout: 1 };
    const station = await bench.station(csms.port, 0, credentials, internal);
    await csms.next('StatusNotification', retries);
    const comesBack = (): Promise<void> =>
      new Promise((resolve) => csms.onConnection((_id, isConnected) => isConnected && resolve()));
    const valueNow = (): unknown => station.getConfiguration({ key: [key] }).configurationKey?.[0]?.value;

    const kept = comesBack();
    await csms.call('cp001', 'ChangeConfiguration', { key, value: '1' });
    await kept;
    expect(valueNow()).toBe('1');

    await csms.next('StatusNotification', retries);
    const takenBack = comesBack();
    await csms.call('cp001', 'ChangeConfiguration', { key, value: '2' });
    await takenBack;
    expect(valueNow()).toBe('1');
  });

  test('is taken back when nobody is there in time', async () => {
    const pki = await bench.pki('a');
    const plain = await bench.csms({ passwords: { cp001: password } });
    const internal = { SwitchSecurityProfileConnectionTimeout: 1 };
    const station = await bench.station(plain.port, 1, bench.credentials(pki), internal);
    await plain.next('StatusNotification', retries);
    const again = new Promise<void>((resolve) => {
      plain.onConnection((_id, isConnected) => isConnected && resolve());
    });

    await plain.call('cp001', 'ChangeConfiguration', { key, value: '2' });
    await again;

    expect(station.getConfiguration({ key: [key] }).configurationKey).toMatchObject([{ key, value: '1' }]);
  });

  test.each([
    ['lower', '0', true],
    ['above 3', '4', true],
    ['without the root of the central system', '2', false],
  ])('%s is Rejected', async (_what, value, hasRoot) => {
    const csms = await bench.csms({ passwords: { cp001: password } });
    await bench.station(csms.port, 1, hasRoot ? bench.credentials(await bench.pki('a')) : {});
    await csms.next('StatusNotification', retries);

    expect(await csms.call('cp001', 'ChangeConfiguration', { key, value })).toEqual({ status: 'Rejected' });
  });
});
