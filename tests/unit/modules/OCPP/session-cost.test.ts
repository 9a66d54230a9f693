import { afterEach, describe, expect, test } from '@jest/globals';
import type { CostReport } from '../../../../lib/ocpp16/index.js';
import { moneyAmount } from '../../../../modules/OCPP/money.js';
import { sessionCost } from '../../../../modules/OCPP/session-cost.js';
import { StationKit, token } from './support/station-kit.js';

const vendorId = 'org.openchargealliance.costmsg';
const CostAndPrice = {
  CustomDisplayCostAndPrice: true,
  Language: 'en',
  CustomMultiLanguageMessages: true,
  SupportedLanguages: 'en,de',
  DefaultPrice: { priceText: 'usual', priceTextOffline: 'usual, offline' },
};

let station: StationKit;

function price(value: number, decimals = 3): object {
  return { currency: { decimals }, value: { value } };
}

async function start(keys: Record<string, unknown> = {}): Promise<void> {
  station = await StationKit.start({ keys: { CostAndPrice: { ...CostAndPrice, ...keys } } });
}

function send(messageId: string, data: object | string): Promise<unknown> {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return station.csms.call('DataTransfer', { vendorId, messageId, data: text });
}

describe('21 · session_cost', () => {
  afterEach(() => station.remove());

  test('of a running cost', async () => {
    await start();
    await station.charge();

    const answer = await send('RunningCost', {
      transactionId: 1,
      timestamp: '2026-01-01T12:00:00Z',
      meterValue: 1234.9,
      cost: 1.2345,
      chargingPrice: { kWhPrice: 0.123, hourPrice: 2, flatFee: 42 },
      idlePrice: { graceMinutes: 30, hourPrice: 1.5 },
      nextPeriod: {
        atTime: '2026-01-01T14:00:00+01:00',
        chargingPrice: { kWhPrice: 0.1 },
        idlePrice: { hourPrice: 0 },
      },
    });

    expect(answer).toEqual({ status: 'Accepted' });
    expect(station.kit.published('session_cost', 'session_cost')).toEqual([
      {
        session_id: 'session-1',
        currency: { decimals: 3 },
        status: 'Running',
        cost_chunks: [{ cost: { value: 1234 }, timestamp_to: '2026-01-01T12:00:00.000Z', metervalue_to: 1234 }],
        charging_price: [
          { category: 'Time', price: price(2000) },
          { category: 'Energy', price: price(123) },
          { category: 'FlatFee', price: price(42000) },
        ],
        idle_price: { hour_price: price(1500), grace_minutes: 30 },
        next_period: {
          timestamp_from: '2026-01-01T13:00:00.000Z',
          charging_price: [{ category: 'Energy', price: price(100) }],
          idle_price: { hour_price: price(0) },
        },
      },
    ]);
  });

  test('of a final cost, after the transaction', async () => {
    await start({ NumberOfDecimalsForCostValues: 2 });
    await station.charge();
    await station.finishTransaction(1, { reason: 'Local' });
    await station.settle();

    const extra = { content: 'danke', language: 'de', format: 'UTF8' };
    const final = {
      transactionId: '1',
      cost: 3.31,
      priceText: 'thanks',
      priceTextExtra: [extra],
      qrCodeText: 'https://x',
    };
    expect(await send('FinalCost', final)).toEqual({ status: 'Accepted' });

    expect(station.kit.published('session_cost', 'session_cost')).toEqual([
      {
        session_id: 'session-1',
        currency: { decimals: 2 },
        status: 'Finished',
        cost_chunks: [{ cost: { value: 331 } }],
        message: [{ content: 'thanks', language: 'en' }, extra],
        qr_code: 'https://x',
      },
    ]);
  });

  test('is not published for a transaction nobody knows, or rubbish', async () => {
    await start();

    expect(await send('RunningCost', { transactionId: 1, cost: 1 })).toEqual({ status: 'Rejected' });
    expect(await send('RunningCost', 'rubbish')).toEqual({ status: 'Rejected', data: 'json parsing failed' });
    expect(station.kit.published('session_cost', 'session_cost')).toEqual([]);
  });

  test('meter values of a trigger have the context Other', async () => {
    await start();
    await station.charge();
    await send('RunningCost', { transactionId: 1, cost: 1, triggerMeterValue: { atEnergykWh: 1, atPowerkW: 2 } });

    station.kit.peer('evse_manager').publish('powermeter', { ...station.meter(1000), power_W: { total: 3000 } });
    await station.settle();

    const [energy, power, ...others] = await station.payloads('MeterValues');
    const fields = { context: 'Other', format: 'Raw', location: 'Outlet' };
    const total = { ...fields, measurand: 'Energy.Active.Import.Register', unit: 'Wh', value: '1000.00' };
    expect(energy).toMatchObject({ connectorId: 1, transactionId: 1, meterValue: [{ sampledValue: [total] }] });
    expect(power).toMatchObject({
      meterValue: [
        { sampledValue: [total, { ...fields, measurand: 'Power.Active.Import', unit: 'W', value: '3000.00' }] },
      ],
    });
    expect(others).toEqual([]);
  });
});

describe('21 · tariff_message', () => {
  afterEach(() => station.remove());

  const validate = (): Promise<unknown> =>
    station.kit.call('auth_validator', 'validate_token', { provided_token: token('DEADBEEF') });

  test('for a token before the transaction, for its session during it', async () => {
    await start();
    const data = { idToken: 'DEADBEEF', priceText: 'yours' };

    expect(await send('SetUserPrice', data)).toEqual({ status: 'Accepted' });
    await station.charge();
    await send('SetUserPrice', data);

    const messages = [{ content: 'yours', language: 'en' }];
    expect(station.kit.published('session_cost', 'tariff_message')).toEqual([
      { messages, identifier_id: 'DEADBEEF', identifier_type: 'IdToken' },
      { messages, identifier_id: 'session-1', identifier_type: 'SessionId', ocpp_transaction_id: '1' },
    ]);
  });

  test('the validation of a token waits for the price and carries it', async () => {
    await start({ WaitForSetUserPriceTimeout: 5000 });

    const answer = validate();
    await station.pass(4);
    await send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' });

    expect(await answer).toEqual({
      authorization_status: 'Accepted',
      tariff_messages: [{ content: 'yours', language: 'en' }],
    });
  });

  test('without one it carries the default price, which is published as well', async () => {
    await start();

    const messages = [{ content: 'usual', language: 'en' }];
    expect(await validate()).toEqual({ authorization_status: 'Accepted', tariff_messages: messages });
    expect(station.kit.published('session_cost', 'tariff_message')).toEqual([
      { messages, identifier_id: 'DEADBEEF', identifier_type: 'IdToken' },
    ]);
  });
});

describe('21 · default_price', () => {
  afterEach(() => station.remove());

  test('is published at start, with the connection, and when it is changed', async () => {
    await start();
    const value = JSON.stringify({ priceText: 'billig' });
    expect(await station.csms.call('ChangeConfiguration', { key: 'DefaultPriceText,de', value })).toEqual({
      status: 'Accepted',
    });
    station.csms.lose();
    await station.settle();

    const usual = { content: 'usual', language: 'en' };
    const offline = { messages: [{ content: 'usual, offline', language: 'en' }] };
    expect(station.kit.published('session_cost', 'default_price')).toEqual([
      offline,
      { messages: [usual] },
      { messages: [usual, { content: 'billig', language: 'de' }] },
      offline,
    ]);
  });

  test('a malformed one is rejected, and the old one is kept', async () => {
    await start();

    expect(await station.csms.call('ChangeConfiguration', { key: 'DefaultPrice', value: '{"price":1}' })).toEqual({
      status: 'Rejected',
    });

    const answer = await station.csms.call('GetConfiguration', { key: ['DefaultPrice'] });
    const value = JSON.stringify(CostAndPrice.DefaultPrice, undefined, 2);
    expect(answer).toEqual({ configurationKey: [{ key: 'DefaultPrice', readonly: false, value }] });
    expect(station.kit.published('session_cost', 'default_price')).toHaveLength(2);
  });
});

describe('amounts', () => {
  test.each([
    [3.31, 2, 331],
    [1.15, 2, 115],
    [19.99, 2, 1999],
    [0.0009, 3, 0],
    [1e-7, 3, 0],
    [1.2345, 3, 1234],
    [-1.2345, 3, -1234],
    [1e21, 0, 1e21],
    [42, 0, 42],
  ])('%s with %i decimals is %i', (amount, decimals, value) => {
    expect(moneyAmount(amount, decimals).value).toBe(value);
  });

  test('what is not told is not shown', () => {
    const report: CostReport = { sessionId: 's', state: 'Idle', decimals: 3, texts: [], nextPeriod: {} };

    expect(sessionCost(report)).toEqual({
      session_id: 's',
      currency: { decimals: 3 },
      status: 'Idle',
      cost_chunks: [{}],
    });
  });
});
