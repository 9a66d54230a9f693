import { describe, expect, test } from '@jest/globals';
import { OcppCallError } from '../../../../../lib/ocpp16/link/index.js';
import { StoreFailed } from '../../../../../lib/sqlite/index.js';
import { bootAccepted, bootedBench, startBench } from './link-bench.js';
import type { Bench } from './link-bench.js';

async function listeningBench(): Promise<Bench> {
  const bench = await bootedBench({ offered: (action) => action !== 'GetDiagnostics' });
  bench.link.handle('ClearCache', () => ({ status: 'Rejected' }));
  bench.link.handle('Reset', () => ({ status: 'Accepted' }));
  bench.link.handle('ChangeAvailability', () => ({ status: 'Accepted' }));
  bench.link.handle('ReserveNow', () => ({ status: 'Accepted' }));
  bench.link.handle('GetLocalListVersion', () => ({ listVersion: 0 }));
  return bench;
}

const longId = 'i'.repeat(37);

describe('malformed input', () => {
  test.each([
    ['not JSON', 'hello', '-1', 'GenericError'],
    ['not an array', '{"a":1}', '-1', 'GenericError'],
    ['empty text', '', '-1', 'GenericError'],
    ['fewer than 2 elements', '[]', '-1', 'GenericError'],
    ['numeric id', '[2,17,"ClearCache",{}]', '-1', 'GenericError'],
    ['id longer than 36', `[2,"${longId}","ClearCache",{}]`, '-1', 'GenericError'],
    ['no action', '[2,"id1"]', 'id1', 'GenericError'],
    ['action is not a string', '[2,"id1",7,{}]', 'id1', 'GenericError'],
    ['unknown action', '[2,"id1","MakeCoffee",{}]', 'id1', 'NotImplemented'],
    ['action of OCPP 2.0.1', '[2,"id1","GetVariables",{}]', 'id1', 'NotImplemented'],
    ['response name as action', '[2,"id1","ResetResponse",{}]', 'id1', 'NotImplemented'],
    ['known action in the wrong direction', '[2,"id1","Heartbeat",{}]', 'id1', 'NotSupported'],
    ['action outside the profile set', '[2,"id1","GetDiagnostics",{"location":"x"}]', 'id1', 'NotSupported'],
  ])('%s: CALLERROR without security event', async (_, text, id, code) => {
    const { transport, invalid } = await listeningBench();

    transport.receiveText(text);

    expect(transport.sent).toEqual([[4, id, code, expect.any(String), {}]]);
    expect(invalid).toHaveLength(0);
  });

  test.each([
    ['payload missing', ['Reset']],
    ['member missing', ['Reset', {}]],
    ['wrong JSON type', ['ChangeAvailability', { connectorId: 'one', type: 'Operative' }]],
    ['null for a member', ['Reset', { type: null }]],
    ['unknown enum value', ['Reset', { type: 'Warm' }]],
    [
      'too long text',
      ['ReserveNow', { connectorId: 1, expiryDate: '2030-01-01T00:00:00Z', idTag: 'T'.repeat(21), reservationId: 1 }],
    ],
    ['unreadable date-time', ['ReserveNow', { connectorId: 1, expiryDate: 'tomorrow', idTag: 'T', reservationId: 1 }]],
  ])('%s: FormationViolation and InvalidMessages', async (_, call) => {
    const { transport, invalid } = await listeningBench();

    transport.receive([2, 'id1', ...call]);

    expect(transport.sent).toEqual([[4, 'id1', 'FormationViolation', expect.any(String), {}]]);
    expect(invalid).toEqual([JSON.stringify([2, 'id1', ...call])]);
  });

  test('techInfo is cut to 255 characters', async () => {
    const { transport, invalid } = await listeningBench();

    transport.receive([2, 'id1', 'Reset', { type: 'x'.repeat(300) }]);

    expect(invalid[0]).toHaveLength(255);
  });

  test.each([
    ['message type as text', '["2","id1","ClearCache",{}]'],
    ['message type 5', '[5,"id1","Reset",{}]'],
    ['result for an id never asked', '[3,"never",{}]'],
    ['error for an id never asked', '[4,"never","GenericError","",{}]'],
  ])('%s: no reply', async (_, text) => {
    const { transport } = await listeningBench();

    transport.receiveText(text);

    expect(transport.sent).toHaveLength(0);
  });

  test.each([
    ['a fifth element', '[2,"id1","ClearCache",{},{}]', 'id1'],
    ['an empty id', '[2,"","ClearCache",{}]', ''],
    ['an unknown member', '[2,"id1","ClearCache",{"extra":1}]', 'id1'],
  ])('%s is tolerated', async (_, text, id) => {
    const { transport } = await listeningBench();

    transport.receiveText(text);

    expect(transport.sent).toEqual([[3, id, { status: 'Rejected' }]]);
  });

  test.each(['TriggerMessage', 'ExtendedTriggerMessage'] as const)(
    'OCPP 1.6 §7.44 · %s of an unknown message has the status NotImplemented',
    async (action) => {
      const { transport, link } = await listeningBench();
      link.handle(action, () => ({ status: 'Accepted' }));

      transport.receive([2, 'id1', action, { requestedMessage: 'Coffee' }]);

      expect(transport.last).toEqual([3, 'id1', { status: 'NotImplemented' }]);
    },
  );

  test.each([
    ['any exception', new Error('bug'), 'GenericError'],
    ['a database failure', new StoreFailed('x.db', 'FULL', 'full'), 'InternalError'],
    ['an error the handler chose', new OcppCallError('NotSupported', 'not here'), 'NotSupported'],
  ])('%s in the handler, at once or later, is a CALLERROR', async (_, error, code) => {
    const { transport, link, clock } = await listeningBench();
    link.handle('ClearCache', () => {
      throw error;
    });
    link.handle('Reset', () => Promise.reject(error));

    transport.receive([2, 'id1', 'ClearCache', {}]);
    transport.receive([2, 'id2', 'Reset', { type: 'Soft' }]);
    await clock.settle();

    expect(transport.sent.map((frame) => frame.slice(0, 3))).toEqual([
      [4, 'id1', code],
      [4, 'id2', code],
    ]);
  });

  test('an ill-formed answer to a notification ends it and is reported', async () => {
    const { transport, link, results, invalid } = await listeningBench();
    link.notify('Heartbeat', {});

    transport.answer({ currentTime: 'nonsense' });

    expect(results).toMatchObject([{ action: 'Heartbeat', outcome: { kind: 'invalid' } }]);
    expect(invalid).toHaveLength(1);
  });
});

describe('incoming CALLs by connection state', () => {
  test.each(['Connected', 'Rejected'])('%s: no reply at all', async (state) => {
    const { transport, link } = await startBench();
    link.handle('ClearCache', () => ({ status: 'Accepted' }));
    link.start();
    transport.connect();
    if (state === 'Rejected') transport.answer({ ...bootAccepted, status: 'Rejected' });
    expect(link.connectionState).toBe(state);
    transport.sent.length = 0;

    transport.receive([2, 'id1', 'ClearCache', {}]);

    expect(transport.sent).toHaveLength(0);
  });

  test('Pending: handled, but remote start and stop are Rejected', async () => {
    const { transport, link } = await startBench();
    link.handle('ClearCache', () => ({ status: 'Accepted' }));
    link.handle('RemoteStartTransaction', () => ({ status: 'Accepted' }));
    link.handle('RemoteStopTransaction', () => ({ status: 'Accepted' }));
    link.start();
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Pending' });
    transport.sent.length = 0;

    transport.receive([2, 'a', 'ClearCache', {}]);
    transport.receive([2, 'b', 'RemoteStartTransaction', { idTag: 'A' }]);
    transport.receive([2, 'c', 'RemoteStopTransaction', { transactionId: 1 }]);

    expect(transport.sent).toEqual([
      [3, 'a', { status: 'Accepted' }],
      [3, 'b', { status: 'Rejected' }],
      [3, 'c', { status: 'Rejected' }],
    ]);
  });

  test('an action outside the profile set is NotSupported in every state', async () => {
    const { transport, link } = await startBench({ offered: () => false });
    link.start();
    transport.connect();

    transport.receive([2, 'a', 'ClearCache', {}]);

    expect(transport.last).toEqual([4, 'a', 'NotSupported', '', {}]);
  });

  test('GetLocalListVersion, SendLocalList and ReserveNow reach their handlers without their profile', async () => {
    const { transport, link } = await bootedBench({ offered: () => false });
    link.handle('GetLocalListVersion', () => ({ listVersion: -1 }));

    transport.receive([2, 'a', 'GetLocalListVersion', {}]);

    expect(transport.last).toEqual([3, 'a', { listVersion: -1 }]);
  });

  test('work for after the answer runs after it', async () => {
    const { transport, link } = await bootedBench();
    const order: number[] = [];
    link.handle('ClearCache', (_, call) => {
      call.afterAnswer(() => order.push(transport.sent.length));
      return { status: 'Accepted' };
    });

    transport.receive([2, 'a', 'ClearCache', {}]);

    expect(order).toEqual([1]);
  });

  test('an answer that is ready on a later connection is not sent there', async () => {
    const { transport, link, clock } = await bootedBench();
    let finish: () => void = () => undefined;
    link.handle('ClearCache', async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return { status: 'Accepted' };
    });
    transport.receive([2, 'a', 'ClearCache', {}]);
    transport.disconnect();
    transport.connect();

    finish();
    await clock.settle();

    expect(transport.sent).toHaveLength(0);
  });
});
