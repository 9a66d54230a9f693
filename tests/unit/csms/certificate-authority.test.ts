import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { admission } from '../../../csms/admission.js';
import { CertificateAuthority } from '../../../csms/certificate-authority.js';
import type { CentralSystemOptions } from '../../../csms/index.js';
import { ManualClock } from '../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import {
  createSigningRequest,
  issueCertificate,
  readCertificates,
  verifyChain,
  Certificate,
  type Credentials,
} from '../../../lib/pki/index.js';

const clock = new ManualClock(Date.parse('2026-01-01T00:00:00Z'));

describe('the authority of the central system', () => {
  let issuer: Credentials;

  beforeAll(async () => {
    issuer = await issueCertificate({
      subject: { commonName: 'root' },
      isAuthority: true,
      notBefore: new Date('2025-01-01'),
      notAfter: new Date('2027-01-01'),
    });
  });

  test('signs a request with its subject and key, for clients, for as long as it is told', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const csr = await createSigningRequest({ organization: 'Operator', commonName: 'cp001' }, privateKey);

    const text = await new CertificateAuthority({ issuer, validDays: 10 }, clock).sign(csr);

    const chain = readCertificates(text ?? '');
    const [leaf] = chain;
    expect(verifyChain(chain, [new Certificate(issuer.certificate)], clock.now())).toEqual({ result: 'Valid' });
    expect([leaf?.x509.subject, leaf?.x509.validTo, leaf?.x509.ca]).toEqual([
      'O=Operator\nCN=cp001',
      'Jan 11 00:00:00 2026 GMT',
      false,
    ]);
    expect(leaf?.x509.checkPrivateKey(privateKey)).toBe(true);
  });

  test('signs nothing that is no request', async () => {
    expect(await new CertificateAuthority({ issuer }, clock).sign('nothing')).toBeUndefined();
  });
});

describe('admission under security profile 3', () => {
  const lines: string[] = [];
  const options: CentralSystemOptions = {
    clock,
    log: silentLogger,
    passwords: { cp001: 'password' },
    tls: { requireClientCertificate: true },
    print: (line) => lines.push(line),
  };
  const request = { chargePointId: 'cp001', remoteAddress: '127.0.0.1' };

  test.each([
    ['no certificate', undefined, 401, /shows no client certificate/],
    [
      'an expired one',
      { name: 'cp001', problem: 'CERT_HAS_EXPIRED' },
      401,
      /\(cp001\) is not trusted: CERT_HAS_EXPIRED/,
    ],
  ])('%s is refused, with the reason', async (_what, shown, status, line) => {
    const asked = { ...request, ...(shown !== undefined && { clientCertificate: shown }) };

    expect(await admission(asked, options)).toBe(status);
    expect(lines.at(-1)).toMatch(line);
  });

  test('a good one takes the place of the password, but not of the identity', async () => {
    const clientCertificate = { name: 'cp001' };

    expect(await admission({ ...request, clientCertificate }, options)).toBe('accept');
    expect(await admission({ ...request, chargePointId: 'other', clientCertificate }, options)).toBe(404);
  });
});

describe('admission under the other profiles', () => {
  const options = { clock, log: silentLogger, passwords: { cp001: 'password' } };
  const request = { chargePointId: 'cp001', user: 'cp001', remoteAddress: '127.0.0.1' };

  test.each([
    ['password', 'accept'],
    ['passwore', 401],
    ['pass', 401],
    [undefined, 401],
  ])('the password %s', async (password, expected) => {
    expect(await admission({ ...request, ...(password !== undefined && { password }) }, options)).toBe(expected);
  });
});
