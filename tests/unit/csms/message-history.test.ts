import { describe, expect, test } from '@jest/globals';
import { MessageHistory } from '../../../csms/message-history.js';
import { ManualClock } from '../../../framework/clock/manual-clock.js';

describe('message history', () => {
  test('tells the action of an answer', () => {
    const history = new MessageHistory(new ManualClock());
    history.record('cp001', 'received', '[2,"1","Heartbeat",{}]');
    history.record('cp001', 'sent', '[2,"1","Reset",{"type":"Soft"}]');

    expect(history.record('cp001', 'sent', '[3,"1",{}]').action).toBe('Heartbeat');
    expect(history.record('cp001', 'received', '[4,"1","NotSupported","",{}]')).toMatchObject({
      kind: 'error',
      action: 'Reset',
      payload: { code: 'NotSupported', description: '', details: {} },
    });
  });

  test('keeps what is malformed as text', () => {
    expect(new MessageHistory(new ManualClock()).record('cp001', 'received', 'hello')).toMatchObject({
      kind: 'malformed',
      payload: 'hello',
    });
  });

  test('next returns each call once, in order, earlier ones first', async () => {
    const history = new MessageHistory(new ManualClock());
    history.record('cp001', 'received', '[2,"1","Heartbeat",{}]');
    const first = await history.next('Heartbeat');
    const second = history.next('Heartbeat');
    history.record('cp001', 'received', '[2,"2","Heartbeat",{}]');

    expect(first.id).toBe('1');
    expect((await second).id).toBe('2');
  });

  test('next can ask for a charge point and a condition', async () => {
    const history = new MessageHistory(new ManualClock());
    const wanted = history.next('Heartbeat', { chargePointId: 'cp002', where: ({ id }) => id === '3' });
    history.record('cp001', 'received', '[2,"3","Heartbeat",{}]');
    history.record('cp002', 'received', '[2,"2","Heartbeat",{}]');
    history.record('cp002', 'received', '[2,"3","Heartbeat",{}]');

    expect(await wanted).toMatchObject({ chargePointId: 'cp002', id: '3' });
  });

  test('next fails when nothing comes', async () => {
    const clock = new ManualClock();
    const outcome = expect(new MessageHistory(clock).next('Heartbeat', { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'OCPP_MESSAGE_NOT_RECEIVED',
    });

    await clock.advance(500);
    await outcome;

    expect(clock.pendingTimers).toBe(0);
  });
});
