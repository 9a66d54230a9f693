import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  Decimal,
  decodeEnvelope,
  encodeEnvelope,
  messageTypes,
  stringify,
  type MessageType,
} from '../../../../framework/wire/envelope.js';

const error = {
  type: 'demo/Overheat',
  sub_type: '',
  message: 'coil at 120 degrees',
  description: 'Too hot',
  severity: 'High',
  origin: { module_id: 'meter_1', implementation_id: 'main', mapping: { evse: 1, connector: 1 } },
  state: 'Active',
  timestamp: '2026-08-21T19:33:58.123Z',
  uuid: '0b9d1c54-3c5d-4a55-8c0e-8a5a0c3e9f10',
  vendor_id: 'everest',
};

/** One message of each type as it has to be on the wire. */
const golden: readonly (readonly [MessageType, unknown, string])[] = [
  ['Var', { data: { power_W: 7200.5 } }, '{"data":{"data":{"power_W":7200.5}},"msg_type":"Var"}'],
  ['Var', { data: null }, '{"data":{"data":null},"msg_type":"Var"}'],
  [
    'Cmd',
    { args: { ampere: 16 }, id: '2f3c', origin: 'display' },
    '{"data":{"args":{"ampere":16},"id":"2f3c","origin":"display"},"msg_type":"Cmd"}',
  ],
  [
    'CmdResult',
    { data: { id: '2f3c', origin: 'meter_1', retval: null }, type: 'result' },
    '{"data":{"data":{"id":"2f3c","origin":"meter_1","retval":null},"type":"result"},"msg_type":"CmdResult"}',
  ],
  ['RaiseError', error, `{"data":${JSON.stringify(error)},"msg_type":"RaiseError"}`],
  [
    'ClearError',
    { ...error, state: 'ClearedByModule' },
    `{"data":${JSON.stringify({ ...error, state: 'ClearedByModule' })},"msg_type":"ClearError"}`,
  ],
  [
    'ConfigurationRequest',
    { type: 'Get', origin: 'display', request: { type: 'Module' } },
    '{"data":{"type":"Get","origin":"display","request":{"type":"Module"}},"msg_type":"ConfigurationRequest"}',
  ],
  ['ConfigurationResponse', ['kvs'], '{"data":["kvs"],"msg_type":"ConfigurationResponse"}'],
  ['ModuleReady', true, '{"data":true,"msg_type":"ModuleReady"}'],
  ['GlobalReady', true, '{"data":true,"msg_type":"GlobalReady"}'],
  ['Heartbeat', '2026-01-01T00:00:00.000Z', '{"data":"2026-01-01T00:00:00.000Z","msg_type":"Heartbeat"}'],
  ['ExternalMQTT', 'text', '{"data":"text","msg_type":"ExternalMQTT"}'],
];

describe('framework.md §14.2 · envelope', () => {
  test.each(golden)('%s is written as it always was and read back', (type, data, text) => {
    const written = encodeEnvelope(type, data);

    expect(written).toBe(text);
    expect(decodeEnvelope(written)).toEqual({ ok: true, envelope: { type, data } });
  });

  test('the golden messages cover every type', () => {
    expect(new Set(golden.map(([type]) => type))).toEqual(new Set(messageTypes));
  });

  test('absent data is written as null', () => {
    expect(encodeEnvelope('Var', undefined)).toBe('{"data":null,"msg_type":"Var"}');
  });

  test('a message without data is its own data', () => {
    expect(decodeEnvelope('{"msg_type":"Cmd","id":"1"}')).toEqual({
      ok: true,
      envelope: { type: 'Cmd', data: { msg_type: 'Cmd', id: '1' } },
    });
  });

  test.each([
    ['', 'empty payload'],
    ['{', 'payload is not JSON'],
    ['\u0000', 'payload is not JSON'],
    ['null', 'payload is not an object'],
    ['[]', 'payload is not an object'],
    ['"Var"', 'payload is not an object'],
    ['{}', 'msg_type is missing'],
    ['{"msg_type":1}', 'msg_type is missing'],
    ['{"msg_type":"Telemetry"}', 'unknown msg_type "Telemetry"'],
    ['{"msg_type":"toString"}', 'unknown msg_type "toString"'],
    ['{"__proto__":{"msg_type":"Var"}}', 'msg_type is missing'],
  ])('%j is refused', (payload, reason) => {
    expect(decodeEnvelope(payload)).toEqual({ ok: false, reason });
  });

  test('a long msg_type is shortened in the reason', () => {
    const decoded = decodeEnvelope(JSON.stringify({ msg_type: 'x'.repeat(10_000) }));

    expect(decoded).toEqual({ ok: false, reason: `unknown msg_type "${'x'.repeat(40)}"` });
  });

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('%s nested more deeply than code can copy or write again are refused', (_what, open, close) => {
    const nested = (depth: number): string =>
      `{"msg_type":"Var","data":${open.repeat(depth)}${open === '[' ? '' : 1}${close.repeat(depth)}}`;

    const deep = decodeEnvelope(nested(199));
    const deeper = [200, 5000, 200_000].map((depth) => decodeEnvelope(nested(depth)));

    expect(deep.ok).toBe(true);
    expect(deeper).toEqual(Array(3).fill({ ok: false, reason: 'payload is nested too deeply' }));
  });

  test('a long payload that is not deep is read', () => {
    const data = Array.from({ length: 1000 }, (_, index) => ({ index, list: [{}] }));

    expect(decodeEnvelope(encodeEnvelope('Var', { data }))).toEqual({
      ok: true,
      envelope: { type: 'Var', data: { data } },
    });
  });

  test('no text makes reading throw', () => {
    const almost = fc.json().map((json) => `{"msg_type":"Var","data":${json}}`);
    const cut = fc.tuple(almost, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));

    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), almost, cut), (text) => {
        const decoded = decodeEnvelope(text);
        return decoded.ok ? messageTypes.includes(decoded.envelope.type) : decoded.reason !== '';
      }),
      { numRuns: 2000 },
    );
  });

  test('every JSON value comes back as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messageTypes), fc.jsonValue(), (type, data) => {
        const same = JSON.parse(JSON.stringify(data)) as unknown;
        expect(decodeEnvelope(encodeEnvelope(type, data))).toEqual({ ok: true, envelope: { type, data: same } });
      }),
    );
  });
});

describe('framework.md §36.1 · numbers that keep a fraction', () => {
  test.each([
    [500, '500.0'],
    [0, '0.0'],
    [-3, '-3.0'],
    [0.5, '0.5'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991.0'],
    [Infinity, 'null'],
    [NaN, 'null'],
  ])('%d is written as %s', (value, text) => {
    expect(stringify([new Decimal(value), value])).toBe(`[${text},${JSON.stringify(value)}]`);
  });

  test.each([
    ['a number between control characters', '\u0001500.0\u0001'],
    ['JSON between control characters', '\u0001{}]\u0001'],
    ['a lone control character', '\u0001'],
  ])('a text that holds %s stays this text, beside a decimal too', (_, text) => {
    expect(JSON.parse(stringify({ text, [text]: 1, decimal: new Decimal(2) }))).toEqual({
      text,
      [text]: 1,
      decimal: 2,
    });
  });

  test('any text stays what it is', () => {
    const text = fc.string({ unit: fc.constantFrom('\u0001', '"', '\\', '1', '.', 'u', '0') });

    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(JSON.parse(stringify([one, new Decimal(1), two]))).toEqual([one, 1, two]);
      }),
    );
  });
});
