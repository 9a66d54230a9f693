import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFrame, encodeCall, encodeError, encodeResult } from '../../../../lib/ocpp-j/index.js';

function replyTo(text: string): unknown {
  const frame = decodeFrame(text);
  return frame.type === 'malformed' && frame.reply !== undefined ? JSON.parse(frame.reply) : undefined;
}

describe('OCPP-J 1.6 §4.2 · frames', () => {
  test('a call has id, action and payload', () => {
    expect(decodeFrame('[2,"19","Reset",{"type":"Soft"}]')).toEqual({
      type: 'call',
      id: '19',
      action: 'Reset',
      payload: { type: 'Soft' },
    });
  });

  test('a result has id and payload', () => {
    expect(decodeFrame('[3,"19",{"status":"Accepted"}]')).toEqual({
      type: 'result',
      id: '19',
      payload: { status: 'Accepted' },
    });
  });

  test('an error has id, code, description and details', () => {
    expect(decodeFrame('[4,"19","NotSupported","no",{"a":1}]')).toEqual({
      type: 'error',
      id: '19',
      code: 'NotSupported',
      description: 'no',
      details: { a: 1 },
    });
  });

  test.each(['[4,"1"]', '[4,"1",7,null]'])('an error of few or odd elements %s is still one', (text) => {
    expect(decodeFrame(text)).toMatchObject({ type: 'error', code: 'GenericError', description: '' });
  });

  test('a call without payload is one whose payload is missing', () => {
    expect(decodeFrame('[2,"1","ClearCache"]')).toMatchObject({ type: 'call', payload: undefined });
  });

  test.each(['[2,"1","ClearCache",{},{}]', '[2,"","ClearCache",{}]', `[2,"${'i'.repeat(36)}","ClearCache",{}]`])(
    'tolerates %s',
    (text) => {
      expect(decodeFrame(text)).toMatchObject({ type: 'call', action: 'ClearCache' });
    },
  );

  test.each([
    'hello',
    '',
    '{"a":1}',
    'null',
    '[]',
    '[2]',
    '[2,17,"ClearCache",{}]',
    `[2,"${'i'.repeat(37)}","ClearCache",{}]`,
  ])('answers %j with GenericError and id -1', (text) => {
    expect(replyTo(text)).toEqual([4, '-1', 'GenericError', expect.stringMatching(/./), {}]);
  });

  test.each(['[2,"id6",7,{}]', '[2,"id6"]'])('answers %j, whose id can be read, with that id', (text) => {
    expect(replyTo(text)).toEqual([4, 'id6', 'GenericError', expect.stringMatching(/action/), {}]);
  });

  test.each([
    '["2","id1","Heartbeat",{}]',
    '[5,"id2","Reset",{}]',
    '[null,"a"]',
    '[3,17,{}]',
    '[4,17,"GenericError","",{}]',
  ])('does not answer %j', (text) => {
    expect(decodeFrame(text).type).toBe('malformed');
    expect(replyTo(text)).toBeUndefined();
  });

  test('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (id, action, object) => {
        const payload: unknown = JSON.parse(JSON.stringify(object));

        expect(decodeFrame(encodeCall(id, action, payload))).toEqual({ type: 'call', id, action, payload });
        expect(decodeFrame(encodeResult(id, payload))).toEqual({ type: 'result', id, payload });
      }),
    );
  });

  test('cuts the description of an error to 255 characters', () => {
    expect(JSON.parse(encodeError('1', 'InternalError', 'x'.repeat(300)))).toEqual([
      4,
      '1',
      'InternalError',
      'x'.repeat(255),
      {},
    ]);
  });

  test('never throws, whatever arrives', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeFrame(text)));
    expect(decodeFrame('['.repeat(200_000)).type).toBe('malformed');
  });
});
