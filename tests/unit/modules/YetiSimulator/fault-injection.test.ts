import { describe, expect, test } from '@jest/globals';
import { faultTargets, readFaultOrder } from '../../../../modules/YetiSimulator/fault-injection.js';

describe('fault order', () => {
  test('knows 37 names', () => {
    expect(faultTargets.size).toBe(37);
  });

  test.each(['true', true])('raise %p raises', (raise) => {
    expect(readFaultOrder(JSON.stringify({ error_type: 'MREC6UnderVoltage', raise }))).toEqual({
      ok: true,
      target: { at: 'board_support', type: 'evse_board_support/MREC6UnderVoltage' },
      raise: true,
      message: 'Simulated fault event',
    });
  });

  test.each(['false', false, 'yes', 1, undefined])('raise %p clears', (raise) => {
    expect(readFaultOrder(JSON.stringify({ error_type: 'BrownOut', raise }))).toMatchObject({ ok: true, raise: false });
  });

  test('has no message for the unexpectedly closed lock', () => {
    const payload = JSON.stringify({ error_type: 'lock_ConnectorLockUnexpectedClose', raise: 'true' });

    expect(readFaultOrder(payload)).toMatchObject({ message: '', target: { at: 'connector_lock' } });
  });

  test.each([
    ['nonsense', 'not JSON'],
    ['null', 'not an object'],
    ['{}', 'error_type is not a string'],
    ['{"error_type":"Gremlins","raise":"true"}', 'unknown error type "Gremlins"'],
  ])('refuses %s', (payload, reason) => {
    expect(readFaultOrder(payload)).toEqual({ ok: false, reason });
  });
});
