import { describe, expect, test } from '@jest/globals';
import { PricedStation } from './support/priced-station.js';

const running = {
  transactionId: 1,
  timestamp: '2026-01-01T12:00:00Z',
  meterValue: 1234,
  cost: 1.25,
  state: 'Charging',
  chargingPrice: { kWhPrice: 0.123, hourPrice: 2, flatFee: 42 },
  idlePrice: { graceMinutes: 30, hourPrice: 1 },
  nextPeriod: { atTime: '2026-01-01T13:00:00Z', chargingPrice: { kWhPrice: 0.1 }, idlePrice: { hourPrice: 0 } },
};

const { transactionId: _, meterValue: meterValueWh, ...told } = running;
const report = {
  ...told,
  sessionId: 'session-1',
  decimals: 3,
  meterValueWh,
  timestamp: '2026-01-01T12:00:00.000Z',
  nextPeriod: { ...running.nextPeriod, atTime: '2026-01-01T13:00:00.000Z' },
  texts: [],
};

describe('46 · running and final cost', () => {
  test.each([1, '1'])('a running cost of transaction %j is told for its session', async (transactionId) => {
    const station = await PricedStation.start();
    await station.charge();

    expect(await station.send('RunningCost', { ...running, transactionId })).toEqual({ status: 'Accepted' });

    expect(station.told).toEqual([['sessionCost', report]]);
  });

  test.each([
    ['Idle', 'Idle'],
    ['Charging', 'Charging'],
    ['Finished', 'Charging'],
    [undefined, 'Charging'],
  ])('state %s is told as %s', async (state, expected) => {
    const station = await PricedStation.start();
    await station.charge();

    await station.send('RunningCost', { transactionId: 1, cost: 1, state });

    expect(station.told).toMatchObject([['sessionCost', { state: expected }]]);
  });

  const final = {
    transactionId: 1,
    cost: 3.31,
    priceText: 'thanks',
    priceTextExtra: [{ content: 'danke', language: 'de' }],
    qrCodeText: 'https://example.com/receipt',
  };
  const finalReport = {
    sessionId: 'session-1',
    state: 'Finished',
    decimals: 4,
    cost: 3.31,
    texts: [{ content: 'thanks', language: 'en' }, final.priceTextExtra[0]],
    qrCodeText: 'https://example.com/receipt',
  };
  const keys = { NumberOfDecimalsForCostValues: 4, Language: 'en', CustomMultiLanguageMessages: true };

  test('a final cost comes after the end of the transaction, and finds its session', async () => {
    const station = await PricedStation.start(keys);
    await station.charge();
    station.kit.stopTransaction();
    await station.forget();

    expect(await station.send('FinalCost', final)).toEqual({ status: 'Accepted' });

    expect(station.told).toEqual([['sessionCost', finalReport]]);
  });

  test('also after a restart', async () => {
    const station = await PricedStation.start(keys);
    await station.charge();
    station.kit.stopTransaction();
    await station.forget();
    await station.kit.station.stop();
    const next = await PricedStation.start(keys, { store: station.kit.store });

    expect(await next.send('FinalCost', final)).toEqual({ status: 'Accepted' });
    expect(next.told).toEqual([['sessionCost', finalReport]]);
  });

  test.each(['RunningCost', 'FinalCost'])('%s of a transaction nobody knows is rejected', async (messageId) => {
    const station = await PricedStation.start();
    await station.charge();

    for (const transactionId of [2, '2', 'x', undefined]) {
      expect(await station.send(messageId, { transactionId, cost: 1 })).toEqual({ status: 'Rejected' });
    }
    expect(station.told).toEqual([]);
  });

  test('the id a transaction has among ourselves is none of the central system', async () => {
    const station = await PricedStation.start();
    station.kit.csms.on('StartTransaction', () => ({ error: 'InternalError' }));
    await station.charge();
    const transactionId = station.kit.store.transactions.bySession('session-1')?.transactionId;

    expect(transactionId).toBeLessThan(0);
    expect(await station.send('RunningCost', { transactionId, cost: 1 })).toEqual({ status: 'Rejected' });
  });

  test.each(['RunningCost', 'FinalCost'])('%s that is malformed is rejected with the reason', async (messageId) => {
    const station = await PricedStation.start();
    await station.charge();

    expect(await station.send(messageId)).toEqual({ status: 'Rejected' });
    for (const data of ['', '{', '7', '{"transactionId":1,"cost":"a"}']) {
      expect(await station.send(messageId, data)).toEqual({ status: 'Rejected', data: 'json parsing failed' });
    }
    expect(station.told).toEqual([]);
  });

  test('the answer of the application is the answer', async () => {
    const station = await PricedStation.start(
      {},
      { callbacks: { sessionCost: () => ({ status: 'Accepted', data: 'shown' }) } },
    );
    await station.charge();

    expect(await station.send('RunningCost', running)).toEqual({ status: 'Accepted', data: 'shown' });
  });

  test('is rejected without anybody to show it', async () => {
    const station = await PricedStation.start({}, { without: ['sessionCost'] });
    await station.charge();

    expect(await station.send('RunningCost', running)).toEqual({ status: 'Rejected' });
  });
});
