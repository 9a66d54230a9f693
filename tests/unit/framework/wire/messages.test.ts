import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  readCommandRequest,
  readCommandResult,
  readErrorObject,
  readVariable,
} from '../../../../framework/wire/messages.js';

const error = {
  type: 'demo/Overheat',
  sub_type: '',
  message: 'm',
  description: 'd',
  severity: 'Low',
  origin: { module_id: 'meter_1', implementation_id: 'main' },
  state: 'Active',
  timestamp: '2026-08-21T19:33:58.123Z',
  uuid: 'u',
  vendor_id: 'everest',
} as const;

describe('framework.md §19.1 · error objects', () => {
  test('a complete one is taken as it is', () => {
    expect(readErrorObject(error)).toEqual(error);
  });

  test.each(Object.keys(error).filter((key) => key !== 'severity' && key !== 'state'))(
    'one without %s is unusable',
    (key) => {
      expect(readErrorObject({ ...error, [key]: undefined })).toBeUndefined();
    },
  );

  test.each([
    ['Medium', 'Medium'],
    ['Catastrophic', 'High'],
    [undefined, 'High'],
  ])('severity %j counts as %s', (severity, expected) => {
    expect(readErrorObject({ ...error, severity })?.severity).toBe(expected);
  });

  test.each([
    ['ClearedByReboot', 'ClearedByReboot'],
    ['ClearedByModule', 'ClearedByModule'],
    ['Gone', 'Active'],
  ])('state %j counts as %s', (state, expected) => {
    expect(readErrorObject({ ...error, state })?.state).toBe(expected);
  });

  test.each([
    [
      { evse: 1, connector: 2 },
      { evse: 1, connector: 2 },
    ],
    [{ evse: 1 }, { evse: 1 }],
    [{ evse: 1, connector: null }, { evse: 1 }],
    [{ evse: '1' }, undefined],
    [5, undefined],
    [null, undefined],
  ])('mapping %j is read as %j', (mapping, expected) => {
    const read = readErrorObject({ ...error, origin: { ...error.origin, mapping } });

    expect(read?.origin.mapping).toEqual(expected);
  });
});

describe('framework.md §17 · commands', () => {
  test.each([
    [
      { id: '1', args: { a: 1 }, origin: 'x' },
      { id: '1', args: { a: 1 }, origin: 'x' },
    ],
    [
      { id: '1', args: null, origin: 'x' },
      { id: '1', args: {}, origin: 'x' },
    ],
    [
      { id: '1', args: {}, origin: 'x' },
      { id: '1', args: {}, origin: 'x' },
    ],
    [
      { id: '1', origin: 'x' },
      { id: '1', args: {}, origin: 'x' },
    ],
    [
      { id: '1', args: [1], origin: 'x' },
      { id: '1', args: undefined, origin: 'x' },
    ],
    [
      { id: '1', args: 'a', origin: 'x' },
      { id: '1', args: undefined, origin: 'x' },
    ],
    [{ id: 1, args: null, origin: 'x' }, undefined],
    [{ id: '1', args: null }, undefined],
    [{ id: '1', args: null, origin: '#' }, undefined],
    [{ id: '1', args: null, origin: 'a/b' }, undefined],
    [{ id: '1', args: null, origin: '' }, undefined],
    [null, undefined],
  ])('%j is read as %j', (data, expected) => {
    expect(readCommandRequest(data)).toEqual(expected);
  });

  test.each([
    [
      { type: 'result', data: { id: '1', retval: 5, origin: 'm' } },
      { id: '1', retval: 5, error: undefined },
    ],
    [{ data: { id: '1', retval: null, error: {} } }, { id: '1', retval: null, error: {} }],
    [{ data: { retval: 5 } }, undefined],
    [{ id: '1', retval: 5 }, undefined],
    ['text', undefined],
  ])('the result %j is read as %j', (data, expected) => {
    expect(readCommandResult(data)).toEqual(expected);
  });
});

describe('framework.md §18 · variables', () => {
  test.each([
    [{ data: 5 }, { value: 5 }],
    [{ data: null }, { value: null }],
    [{}, undefined],
    [null, undefined],
    [[1], undefined],
  ])('%j is read as %j', (data, expected) => {
    expect(readVariable(data)).toEqual(expected);
  });
});

test('no JSON makes reading throw', () => {
  const near = fc.record(
    { id: fc.jsonValue(), args: fc.jsonValue(), origin: fc.jsonValue(), data: fc.jsonValue(), type: fc.jsonValue() },
    { requiredKeys: [] },
  );

  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), near), (data) => {
      readErrorObject(data);
      readCommandRequest(data);
      readCommandResult(data);
      readVariable(data);
    }),
  );
});
