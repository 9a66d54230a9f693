import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { centralSystemFiles } from '../../../cli/certs/central-system-files.js';
import { runEverest } from '../../../cli/index.js';
import type { Certificate } from '../../../lib/pki/index.js';
import { readCertificates, verifyChain } from '../../../lib/pki/index.js';

let folder = '';
let printed: string[] = [];
let complained: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certs-'));
  await everest('make', folder, '--key-password', 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  printed = [];
  complained = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs `everest certs` and keeps what it says. */
async function everest(...args: string[]): Promise<number> {
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void printed.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void complained.push(String(line)));
  return runEverest(['certs', ...args]);
}

function at(path: string): string {
  return join(folder, path);
}

function read(path: string): Certificate[] {
  return readCertificates(readFileSync(at(path), 'utf8'));
}

describe('certs make', () => {
  test.each([
    ['csms/server.pem', 'CSMS'],
    ['station/client/csms/CPO_CERT_CSMS_LEAF_CHAIN.pem', 'CSMS'],
    ['station/client/cso/CPO_CERT_SECC_LEAF_CHAIN.pem', 'V2G'],
    ['firmware/signer.pem', 'MF'],
    ['driver/contract.pem', 'MO'],
  ])('%s goes back to the root %s that the station trusts', (file, root) => {
    const anchors = read(`station/ca/${root.toLowerCase()}/${root}_ROOT_CA.pem`);

    expect(verifyChain(read(file), anchors, new Date().getTime())).toEqual({ result: 'Valid' });
  });

  test('keys of the station are locked and all keys private', () => {
    const key = at('station/client/csms/CSMS_LEAF.key');

    expect(readFileSync(key, 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
    for (const path of [key, at('csms/server.key'), at('authorities/CSMS_ROOT_CA.key')]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  test('the password is not printed', async () => {
    await everest('make', join(folder, 'again'), '--key-password', 'TOP-SECRET');

    expect([...printed, ...complained].join('\n')).not.toContain('TOP-SECRET');
  });
});

describe('certs show', () => {
  test('names issuer, time and names', async () => {
    await everest('show', at('csms/server.pem'));

    expect(printed.join('\n')).toMatch(/localhost {2}\(no authority\)/);
    expect(printed.join('\n')).toMatch(/for {8}DNS:localhost, IP Address:127\.0\.0\.1/);
  });

  test('a file without certificates is an error with its name', async () => {
    writeFileSync(at('empty.pem'), '');

    expect(await everest('show', at('empty.pem'))).toBe(1);
    expect(complained.join('\n')).toContain('empty.pem: holds no certificate');
  });
});

describe('certs explain', () => {
  const ca = (): string => at('station/ca/csms/CSMS_ROOT_CA.pem');

  test('a good chain is ok', async () => {
    expect(await everest('explain', at('csms/server.pem'), '--ca', ca(), '--host', 'localhost')).toBe(0);
    expect(printed.at(-1)).toBe('ok: the chain is good');
  });

  test('says which certificate is for another host', async () => {
    expect(await everest('explain', at('csms/server.pem'), '--ca', ca(), '--host', 'csms.example.org')).toBe(1);
    expect(printed.at(-1)).toMatch(/^refused: localhost: is for DNS:localhost.*not for csms\.example\.org$/);
  });

  test('says whose issuer is unknown', async () => {
    const other = at('station/ca/mf/MF_ROOT_CA.pem');

    expect(await everest('explain', at('csms/server.pem'), '--ca', other)).toBe(1);
    expect(printed.at(-1)).toMatch(/^refused: Test CSMS authority: its issuer \(.*Test CSMS root\) is not known$/);
  });

  describe('of a server', () => {
    let server: Server;

    beforeAll(async () => {
      const { tls = {} } = centralSystemFiles(at('csms'), false);
      server = createServer(tls);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    test('looks at what it shows', async () => {
      const { port } = server.address() as AddressInfo;

      expect(await everest('explain', `wss://127.0.0.1:${port}/ocpp`, '--ca', ca())).toBe(0);
      expect(printed[0]).toMatch(/speaks TLSv1\.3 with TLS_/);
      expect(await everest('explain', `wss://127.0.0.1:${port}`, '--ca', at('station/ca/v2g/V2G_ROOT_CA.pem'))).toBe(1);
    });

    test('that does not answer is an error', async () => {
      expect(await everest('explain', 'wss://127.0.0.1:1', '--ca', ca())).toBe(1);
      expect(complained.join('\n')).toContain('wss://127.0.0.1:1');
    });
  });
});

describe('certs revoke', () => {
  test.each([
    ['a certificate', (): string[] => [folder, 'no-such.pem'], /no such file.*no-such\.pem/],
    ['the authorities', (): string[] => [at('nowhere'), at('csms/server.pem')], /no such file.*nowhere/],
  ])('names a missing file: %s', async (_, args, message) => {
    expect(await everest('revoke', ...args())).toBe(1);
    expect(complained).toEqual([expect.stringMatching(message)]);
  });

  test('puts the certificate on the list, and keeps those of before', async () => {
    const size = (): number => readFileSync(at('csms/revoked.pem'), 'utf8').length;
    const before = size();

    await everest('revoke', folder, at('station/client/csms/CSMS_LEAF.pem'));
    const once = size();
    await everest('revoke', folder, at('csms/server.pem'));

    expect(printed[0]).toMatch(/^cp001 is revoked/);
    expect([once > before, size() > once]).toEqual([true, true]);
    expect(centralSystemFiles(at('csms'), true).tls?.crl).toHaveLength(2);
  });
});
