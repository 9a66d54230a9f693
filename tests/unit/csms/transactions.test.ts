import { describe, expect, test } from '@jest/globals';
import { Transactions } from '../../../csms/transactions.js';

const start = { connectorId: 1, idTag: 'DEADBEEF', meterStart: 100, timestamp: '2026-01-01T00:00:00Z' };

describe('transactions', () => {
  test('are numbered 1, 2, 3', () => {
    const transactions = new Transactions();

    const ids = [1, 2, 3].map((connectorId) => transactions.start('cp001', { ...start, connectorId }).transactionId);

    expect(ids).toEqual([1, 2, 3]);
  });

  test('a repeated StartTransaction gets the same id', () => {
    const transactions = new Transactions();

    expect(transactions.start('cp001', start).transactionId).toBe(1);
    expect(transactions.start('cp001', start).transactionId).toBe(1);
    expect(transactions.start('cp002', start).transactionId).toBe(2);
  });

  test('keep what StopTransaction says', () => {
    const transactions = new Transactions();
    transactions.start('cp001', start);

    transactions.stop('cp001', {
      transactionId: 1,
      meterStop: 900,
      timestamp: '2026-01-01T01:00:00Z',
      reason: 'Remote',
    });

    expect(transactions.get(1)).toMatchObject({ meterStop: 900, stoppedAt: '2026-01-01T01:00:00Z', reason: 'Remote' });
  });

  test('cannot be stopped by another charge point', () => {
    const transactions = new Transactions();
    transactions.start('cp001', start);

    expect(transactions.stop('cp002', { transactionId: 1, meterStop: 1, timestamp: start.timestamp })).toBeUndefined();
    expect(transactions.get(1)?.stoppedAt).toBeUndefined();
  });

  test('never use an id again after a restart', () => {
    const known = new Transactions();
    known.start('cp001', start);

    expect(new Transactions(known.all, known.nextId).start('cp001', { ...start, connectorId: 2 }).transactionId).toBe(
      2,
    );
    expect(new Transactions([], 7).start('cp001', start).transactionId).toBe(7);
  });

  test('forget the oldest ended ones beyond a thousand, never a running one', () => {
    const transactions = new Transactions();
    transactions.start('cp001', { ...start, connectorId: 99 });
    for (let connectorId = 1; connectorId <= 1002; connectorId++) {
      const { transactionId } = transactions.start('cp001', { ...start, connectorId: 100 + connectorId });
      transactions.stop('cp001', { transactionId, meterStop: 1, timestamp: start.timestamp });
    }
    transactions.start('cp001', start);

    expect(transactions.all).toHaveLength(1002);
    expect(transactions.get(1)).toBeDefined();
    expect(transactions.get(2)).toBeUndefined();
  });
});
