import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  actions,
  isActionToChargePoint,
  isActionToCsms,
  messages,
  validateRequest,
  validateResponse,
} from '../../../../../lib/ocpp16/messages/index.js';
import { examples } from './examples.js';

const reservation = examples.ReserveNow.request;

function requiredMembers(): (readonly [(typeof actions)[number], string])[] {
  return actions.flatMap((action) =>
    Object.entries(messages[action].request)
      .filter(([, field]) => field.optional !== true)
      .map(([name]) => [action, name] as const),
  );
}

describe('message validation', () => {
  test.each(actions)('accepts a complete %s in both directions', (action) => {
    expect(validateRequest(action, examples[action].request)).toBeUndefined();
    expect(validateResponse(action, examples[action].response)).toBeUndefined();
  });

  test.each(requiredMembers())('finds that %s lacks %s', (action, name) => {
    const { [name]: _, ...rest } = examples[action].request as Record<string, unknown>;

    expect(validateRequest(action, rest)).toMatchObject({ kind: 'missing', path: name });
  });

  test.each(requiredMembers())('refuses null in %s for %s', (action, name) => {
    const payload = { ...examples[action].request, [name]: null };

    expect(validateRequest(action, payload)).toMatchObject({ kind: 'type', path: name });
  });

  test('refuses null for an optional member', () => {
    expect(validateRequest('ReserveNow', { ...reservation, parentIdTag: null })).toEqual({
      kind: 'type',
      path: 'parentIdTag',
      message: 'parentIdTag must be of type string, is null',
    });
  });

  test('ignores unknown members', () => {
    expect(validateRequest('Reset', { type: 'Soft', extra: { deep: [1] } })).toBeUndefined();
  });

  test('takes inherited members for absent', () => {
    expect(validateRequest('Reset', Object.create({ type: 'Soft' }))).toMatchObject({ kind: 'missing', path: 'type' });
  });

  test.each([[[]], [null], ['x'], [1]])('accepts payload %j for a request without members', (payload) => {
    expect(validateRequest('ClearCache', payload)).toBeUndefined();
  });

  test('finds a payload that is not there at all', () => {
    expect(validateRequest('ClearCache', undefined)).toMatchObject({ kind: 'missing', path: '' });
  });

  test.each([[[]], [null], ['x']])('refuses payload %j for a request with members', (payload) => {
    expect(validateRequest('GetConfiguration', payload)).toMatchObject({ kind: 'type', path: '' });
  });

  test.each([
    ['idTag too long', { idTag: 'T'.repeat(21) }, 'length', 'idTag'],
    ['text for a number', { connectorId: 'one' }, 'type', 'connectorId'],
    ['fraction for an integer', { connectorId: 1.5 }, 'type', 'connectorId'],
    ['unreadable date-time', { expiryDate: 'tomorrow' }, 'date-time', 'expiryDate'],
    ['number for a date-time', { expiryDate: 5 }, 'type', 'expiryDate'],
  ])('distinguishes %s', (_title, change, kind, path) => {
    expect(validateRequest('ReserveNow', { ...reservation, ...change })).toMatchObject({ kind, path });
  });

  test('distinguishes an unknown enum value', () => {
    expect(validateRequest('Reset', { type: 'Warm' })).toEqual({
      kind: 'enum',
      path: 'type',
      message: 'type has the unknown value "Warm"',
    });
  });

  test('names the place inside lists and objects', () => {
    const meterValue = [{ timestamp: '2026-01-01T00:00:00Z', sampledValue: [{ value: '1' }, { value: 2 }] }];

    expect(validateRequest('MeterValues', { connectorId: 1, meterValue })).toMatchObject({
      kind: 'type',
      path: 'meterValue[0].sampledValue[1].value',
    });
  });

  test('counts characters, not bytes or UTF-16 units', () => {
    expect(validateRequest('Authorize', { idTag: 'ü'.repeat(20) })).toBeUndefined();
    expect(validateRequest('Authorize', { idTag: '🔌'.repeat(20) })).toBeUndefined();
    expect(validateRequest('Authorize', { idTag: '🔌'.repeat(21) })).toMatchObject({ kind: 'length' });
  });

  test.each(['Celsius', 'Celcius'])('accepts the temperature unit %s', (unit) => {
    const meterValue = [{ timestamp: '2026-01-01T00:00:00Z', sampledValue: [{ value: '1', unit }] }];

    expect(validateRequest('MeterValues', { connectorId: 1, meterValue })).toBeUndefined();
  });

  test('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.constantFrom(...actions), fc.jsonValue(), (action, payload) => {
        validateRequest(action, payload);
        validateResponse(action, payload);
      }),
    );
  });
});

describe('directions', () => {
  test('DataTransfer goes both ways, the others one way', () => {
    const bothWays = actions.filter((action) => isActionToCsms(action) && isActionToChargePoint(action));

    expect(bothWays).toEqual(['DataTransfer']);
  });

  test('the charge point calls 14 actions, the central system 26', () => {
    expect(actions.filter(isActionToCsms)).toHaveLength(14);
    expect(actions.filter(isActionToChargePoint)).toHaveLength(26);
  });

  test('foreign names are no actions', () => {
    expect(isActionToCsms('toString')).toBe(false);
    expect(isActionToChargePoint('GetVariables')).toBe(false);
  });
});
