import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLog, type LogTree } from '../../../../framework/log/index.js';
import { redact } from '../../../../framework/log/redact.js';
import { EverestError } from '../../../../lib/errors/everest-error.js';

function jsonLog(): { tree: LogTree; lines: Record<string, unknown>[]; text: string[] } {
  const lines: Record<string, unknown>[] = [];
  const text: string[] = [];
  const write = (line: string): void => {
    text.push(line);
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { tree: createLog({ level: 'info', pretty: false, write }), lines, text };
}

describe('secrets', () => {
  test.each([
    'password',
    'Password',
    'passphrase',
    'AuthorizationKey',
    'authorization_key',
    'private_key',
    'privateKey',
    'secret',
    'client_secret',
    'pin',
    'token',
    'idToken',
    'id_token',
  ])('the value of %s is masked', (key) => {
    expect(redact({ [key]: 'hush' })).toEqual({ [key]: '***' });
  });

  test.each(['spin', 'tokens_seen', 'passed', 'public_key', 'pinned'])('the value of %s is not', (key) => {
    expect(redact({ [key]: 'plain' })).toEqual({ [key]: 'plain' });
  });

  test('three levels deep, in lists too, and the original is left alone', () => {
    const fields = { a: { b: [{ password: 'hush', name: 'n' }] } };

    expect(redact(fields)).toEqual({ a: { b: [{ password: '***', name: 'n' }] } });
    expect(fields.a.b[0]?.password).toBe('hush');
  });

  test('whether a secret is missing can still be seen', () => {
    expect(redact({ password: '', secret: undefined, pin: null })).toEqual({
      password: '',
      secret: undefined,
      pin: null,
    });
  });

  test('a date stays a date', () => {
    const at = new Date(0);

    expect(redact({ at, inner: { at } })).toEqual({ at, inner: { at } });
  });

  test('the details of an error are masked as well', () => {
    const { tree, lines, text } = jsonLog();
    const error = new EverestError('BUS_DEMO', 'refused', { details: { user: 'u', password: 'hush' } });

    tree.root.error({ err: error }, 'it failed');

    expect(lines[0]).toMatchObject({ err: { message: 'refused', details: { user: 'u', password: '***' } } });
    expect(text.join('')).not.toContain('hush');
  });

  test('no value makes masking throw', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => redact(fields) !== fields));
  });
});

describe('levels', () => {
  test('of one module can be changed while it runs', () => {
    const { tree, lines } = jsonLog();

    tree.setLevel('debug', 'a');
    tree.module('a').debug('seen');
    tree.module('b').debug('not seen');

    expect(lines.map(({ module, msg }) => [module, msg])).toEqual([['a', 'seen']]);
  });

  test('of everything can be changed while it runs', () => {
    const { tree, lines } = jsonLog();
    const module = tree.module('a');

    tree.setLevel('error');
    module.warn('not seen');
    tree.root.warn('not seen');
    module.error('seen');

    expect(lines.map(({ msg }) => msg)).toEqual(['seen']);
  });
});

describe('lines', () => {
  test('JSON lines carry module, level, time and message, each on one line', () => {
    const { tree, lines, text } = jsonLog();

    tree.module('auth').warn({ reason: 'two\nlines' }, 'message dropped');

    expect(lines).toEqual([
      { level: 40, time: expect.any(Number), module: 'auth', reason: 'two\nlines', msg: 'message dropped' },
    ]);
    expect(text[0]?.match(/\n/g)).toHaveLength(1);
  });
});
