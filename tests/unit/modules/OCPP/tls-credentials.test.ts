import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../../../lib/log/logger.js';
import { issueCertificate, pemBlocks } from '../../../../lib/pki/index.js';
import { tlsCredentials } from '../../../../modules/OCPP/tls-credentials.js';

type Security = Parameters<typeof tlsCredentials>[0];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roots-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function securityWith(location: string): Security {
  const call = {
    get_verify_location: () => Promise.resolve(location),
    get_leaf_certificate_info: () => Promise.resolve({ status: 'NotFound' }),
  };
  return { call } as unknown as Security;
}

async function root(commonName: string): Promise<string> {
  const [notBefore, notAfter] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
  return (await issueCertificate({ subject: { commonName }, isAuthority: true, notBefore, notAfter })).certificate;
}

async function trusted(location: string): Promise<string[]> {
  const { ca = [] } = await tlsCredentials(securityWith(location), silentLogger);
  // What cannot be used would show here.
  createSecureContext({ ca: [...ca] });
  return ca.flatMap((text) => pemBlocks(text).map((block) => new X509Certificate(block).subject));
}

describe('the roots of the central system', () => {
  test('are those of the file', async () => {
    writeFileSync(join(folder, 'root.pem'), await root('one'));

    expect(await trusted(join(folder, 'root.pem'))).toEqual(['CN=one']);
  });

  test('are all of the folder, also those in DER, and nothing else that lies there', async () => {
    writeFileSync(join(folder, 'a.pem'), await root('one'));
    writeFileSync(join(folder, 'b.der'), new X509Certificate(await root('two')).raw);
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'c.pem'), await root('three'));
    symlinkSync(join(folder, 'elsewhere', 'c.pem'), join(folder, 'c.pem'));
    mkdirSync(join(folder, 'old.pem'));
    writeFileSync(join(folder, 'notes.pem'), 'no certificate');
    writeFileSync(join(folder, 'broken.der'), 'rubbish');
    writeFileSync(join(folder, 'password.txt'), 'secret');

    expect(await trusted(folder)).toEqual(['CN=one', 'CN=two', 'CN=three']);
  });

  test('are none where there is no store', async () => {
    expect(await tlsCredentials(securityWith(''), silentLogger)).toEqual({});
  });
});
