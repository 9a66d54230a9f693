import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../../framework/clock/manual-clock.js';
import { RpcConnection, type Answer, type Call } from '../../../../lib/ocpp-j/index.js';
import { silentLogger } from '../../../../lib/log/logger.js';

interface Kit {
  readonly rpc: RpcConnection;
  readonly clock: ManualClock;
  readonly sent: unknown[][];
}

function kit(answer: (call: Call) => Promise<Answer> = () => Promise.resolve({ kind: 'result', payload: {} })): Kit {
  const clock = new ManualClock();
  const sent: unknown[][] = [];
  const rpc = new RpcConnection({
    clock,
    random: Math.random,
    log: silentLogger,
    peer: 'cp001',
    callTimeoutMs: 30_000,
    send: (text) => sent.push(JSON.parse(text) as unknown[]),
    answer,
  });
  return { rpc, clock, sent };
}

function idOf(frame: unknown[] | undefined): string {
  return String(frame?.[1]);
}

describe('OCPP-J 1.6 §4.1 · calls and answers', () => {
  test('a call resolves with the payload of its result', async () => {
    const { rpc, sent } = kit();
    const answer = rpc.call('Reset', { type: 'Soft' });

    rpc.receive(JSON.stringify([3, idOf(sent[0]), { status: 'Accepted' }]));

    expect(sent).toEqual([[2, expect.stringMatching(/^[0-9a-f-]{36}$/), 'Reset', { type: 'Soft' }]]);
    expect(await answer).toEqual({ status: 'Accepted' });
  });

  test('a call rejects with the error that answers it', async () => {
    const { rpc, sent } = kit();
    const answer = rpc.call('Reset', {});

    rpc.receive(JSON.stringify([4, idOf(sent[0]), 'FormationViolation', 'type is missing', {}]));

    await expect(answer).rejects.toMatchObject({ code: 'OCPP_CALL_REFUSED', errorCode: 'FormationViolation' });
  });

  test('the next call leaves when the one before is answered', async () => {
    const { rpc, sent } = kit();
    const first = rpc.call('Reset', {});
    void rpc.call('ClearCache', {}).catch(() => undefined);

    expect(sent).toHaveLength(1);
    rpc.receive(JSON.stringify([3, idOf(sent[0]), {}]));
    await first;

    expect(sent[1]?.[2]).toBe('ClearCache');
  });

  test('a call without answer times out and lets the next one through', async () => {
    const { rpc, clock, sent } = kit();
    const first = expect(rpc.call('Reset', {})).rejects.toMatchObject({ code: 'OCPP_CALL_TIMEOUT' });
    void rpc.call('ClearCache', {}).catch(() => undefined);

    await clock.advance(30_000);
    await first;

    expect(sent[1]?.[2]).toBe('ClearCache');
  });

  test('closing ends every call', async () => {
    const { rpc, clock } = kit();
    const outcomes = Promise.allSettled([rpc.call('Reset', {}), rpc.call('ClearCache', {})]);

    rpc.close();

    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(rpc.call('Reset', {})).rejects.toMatchObject({ code: 'OCPP_NOT_CONNECTED' });
    expect(clock.pendingTimers).toBe(0);
  });

  test('answers received calls one after the other', async () => {
    const order: string[] = [];
    const { rpc, clock, sent } = kit(async (call) => {
      order.push(`begin ${call.id}`);
      await Promise.resolve();
      order.push(`end ${call.id}`);
      return { kind: 'result', payload: {} };
    });

    rpc.receive('[2,"a","Heartbeat",{}]');
    rpc.receive('[2,"b","Heartbeat",{}]');
    await clock.settle();

    expect(order).toEqual(['begin a', 'end a', 'begin b', 'end b']);
    expect(sent).toEqual([
      [3, 'a', {}],
      [3, 'b', {}],
    ]);
  });

  test('answers with an error or not at all as told', async () => {
    const { rpc, clock, sent } = kit((call) =>
      Promise.resolve(
        call.id === 'a' ? { kind: 'silence' } : { kind: 'error', code: 'NotSupported', description: 'no' },
      ),
    );

    rpc.receive('[2,"a","Heartbeat",{}]');
    rpc.receive('[2,"b","Heartbeat",{}]');
    await clock.settle();

    expect(sent).toEqual([[4, 'b', 'NotSupported', 'no', {}]]);
  });

  test('a handler that throws is answered with InternalError', async () => {
    const { rpc, clock, sent } = kit(() => Promise.reject(new Error('broken')));

    rpc.receive('[2,"a","Heartbeat",{}]');
    await clock.settle();

    expect(sent).toEqual([[4, 'a', 'InternalError', 'broken', {}]]);
  });

  test('ignores answers to no open call', () => {
    const { rpc, sent } = kit();

    rpc.receive('[3,"never",{}]');
    rpc.receive('[4,"never","GenericError","",{}]');

    expect(sent).toEqual([]);
  });

  test('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        kit().rpc.receive(text);
      }),
    );
  });
});
