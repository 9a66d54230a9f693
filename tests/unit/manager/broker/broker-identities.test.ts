import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { brokerIdentities, type TermsOf } from '../../../../manager/broker/broker-identities.js';
import type { BrokerSecurity } from '../../../../manager/config/broker-settings.js';
import { LogBook } from '../../../support/log-book.js';
import { temporaryFolder } from '../../../support/manager-process.js';

const folder = temporaryFolder();
let log: LogBook;

beforeEach(() => {
  log = new LogBook();
});

afterAll(() => folder.remove());

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder.path, name);
  writeFileSync(path, text, { mode });
  return path;
}

function identities(security: Partial<BrokerSecurity>, env: Record<string, string> = {}): TermsOf {
  const complete = { clientIds: false, reconnect: false, ...security };
  return brokerIdentities({ security: complete, prefix: folder.path, everestPrefix: 'site/b/', env, log: log.logger });
}

test('without any settings a client is nobody in particular', () => {
  const termsOf = brokerIdentities({
    ...{ security: undefined, prefix: '/', everestPrefix: 'e/', env: {}, log: log.logger },
  });

  expect(termsOf('manager')).toEqual({});
});

test('the password comes from its file without the line break at the end, or from the environment', () => {
  file('password', 'open sesame\n');
  const security = { user: 'me', passwordFile: 'password' };

  expect(identities(security)('manager').access).toEqual({ user: 'me', password: 'open sesame' });
  expect(identities(security, { MQTT_SERVER_PASSWORD: 'other' })('manager').access?.password).toBe('other');
});

test('a password file that others can read is warned of, without its content', () => {
  file('loose', 'open sesame', 0o644);
  identities({ passwordFile: 'loose' });

  expect(log.messages('warn')).toEqual(['file with a broker password can be read by other users']);
  expect(JSON.stringify(log.lines)).not.toContain('sesame');
});

test('client ids are made of prefix and name', () => {
  const termsOf = identities({ clientIds: true });

  expect([termsOf('manager'), termsOf('auth')].map(({ access }) => access?.clientId)).toEqual([
    'site-b-manager',
    'site-b-auth',
  ]);
});

describe('credentials of each participant', () => {
  const credentials = `
manager: { password: m }
auth: { user: Auth, password_file: auth-password, client_id: authorizer }
modules: { password: together }
meter: { certificate_file: meter.pem, key_file: meter.key }
`;

  test('its own come before those of all, and the user is the name unless given', () => {
    file('auth-password', 'a');
    const termsOf = identities({
      ...{ user: 'shared', credentialsFile: file('credentials.yaml', credentials), clientIds: true },
      tls: { caFile: 'ca.pem' },
    });
    const tls = { caFile: join(folder.path, 'ca.pem') };

    expect(termsOf('manager').access).toEqual({ user: 'manager', password: 'm', clientId: 'site-b-manager', tls });
    expect(termsOf('auth', 'modules').access).toEqual({ user: 'Auth', password: 'a', clientId: 'authorizer', tls });
    expect(termsOf('ocpp', 'modules').access).toMatchObject({ user: 'modules', password: 'together' });
    expect(termsOf('view').access).toEqual({ user: 'shared', clientId: 'site-b-view', tls });
    expect(termsOf('meter').access?.tls).toEqual({
      ...tls,
      certificateFile: join(folder.path, 'meter.pem'),
      keyFile: join(folder.path, 'meter.key'),
    });
  });

  test.each([
    ['no YAML', 'a: {password: [', /it is no valid YAML/],
    ['a list', '- a', /must map the name/],
    ['a misspelt key', 'auth: { pasword: hidden-1 }', /"auth" must have only user, password/],
    ['a number', 'auth: { password: 1234 }', /all texts/],
    ['a certificate without key', 'auth: { certificate_file: a }', /needs both/],
  ])('%s is refused without showing a secret', (_, text, message) => {
    const read = (): unknown => identities({ credentialsFile: file('broken.yaml', text) });

    expect(read).toThrow(message);
    expect(read).not.toThrow(/hidden|1234/);
  });
});
