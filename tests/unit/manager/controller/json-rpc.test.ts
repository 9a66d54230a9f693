import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRequest, writeAnswer } from '../../../../manager/controller/json-rpc.js';

describe('framework.md §32 · requests', () => {
  test('id, method and params are read', () => {
    const text = JSON.stringify({ id: 'a', method: 'get_configs', params: { x: 1 }, jsonrpc: '2.0' });

    expect(readRequest(text)).toEqual({ ok: true, request: { id: 'a', method: 'get_configs', params: { x: 1 } } });
  });

  test.each([
    ['{', null, -32700],
    ['', null, -32700],
    ['[]', null, -32600],
    ['null', null, -32600],
    ['"get_configs"', null, -32600],
    ['{"method":"get_configs"}', null, -32600],
    ['{"id":null,"method":"get_configs"}', null, -32600],
    ['{"id":{},"method":"get_configs"}', null, -32600],
    ['{"id":1}', 1, -32600],
    ['{"id":1,"method":5}', 1, -32600],
  ])('%s is refused', (text, id, code) => {
    expect(readRequest(text)).toMatchObject({ ok: false, id, error: { code } });
  });

  test('any text gets an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const reading = readRequest(text);
        expect(reading.ok || reading.error.code < 0).toBe(true);
      }),
    );
  });
});

test.each([
  [writeAnswer(1, { ok: true, result: { accepted: true } }), { jsonrpc: '2.0', id: 1, result: { accepted: true } }],
  [
    writeAnswer(null, { ok: false, error: { code: -32700, message: 'no' } }),
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'no' } },
  ],
])('an answer is %s', (text, expected) => {
  expect(JSON.parse(text)).toEqual(expected);
});
