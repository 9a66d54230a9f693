import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, unplug } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

const vendorId = 'org.openchargealliance.costmsg';
const VARIABLES = 'everest/modules/ocpp/impl/session_cost/var/';

let flow: Flow;

beforeAll(async () => {
  const CostAndPrice = {
    CustomDisplayCostAndPrice: true,
    NumberOfDecimalsForCostValues: 2,
    Language: 'en',
    SupportedLanguages: 'en,de',
    CustomMultiLanguageMessages: true,
    WaitForSetUserPriceTimeout: 10_000,
    DefaultPrice: { priceText: 'usual', priceTextOffline: 'usual, offline' },
  };
  flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 }, CostAndPrice } });
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

/** The values of a variable on the bus since the one with this index. */
function published(name: string, from = 0): unknown[] {
  return flow.station
    .bus!.on(`${VARIABLES}${name}`)
    .slice(from)
    .map(({ payload }) => (payload as { data: { data: unknown } }).data.data);
}

/** The next value of a variable from now on that `work` brings about. */
async function publishes(name: string, work: () => Promise<unknown>): Promise<unknown> {
  const from = published(name).length;
  await work();
  await flow.station.bus!.until(() => published(name, from).length > 0);
  return published(name, from)[0];
}

function tell(messageId: string, data: object | string): Promise<unknown> {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return flow.call('DataTransfer', { vendorId, messageId, data: text });
}

const accepted = { status: 'Accepted' };

/** Context and measurands of the next MeterValues, and the transaction they belong to. */
async function nextMeterValues(): Promise<unknown[]> {
  const { meterValue, transactionId } = await flow.see('MeterValues');
  const values = (meterValue as { sampledValue: { context: string; measurand: string }[] }[])[0]!.sampledValue;
  return [transactionId, values[0]!.context, values.map(({ measurand }) => measurand)];
}

describe('46 · prices and cost reach the station, and meter values the central system', () => {
  test('the log of the terminal shows what is published', async () => {
    const value = JSON.stringify({ priceText: 'billig' });
    const price = await publishes('default_price', async () =>
      expect(await flow.call('ChangeConfiguration', { key: 'DefaultPriceText,de', value })).toEqual(accepted),
    );

    const usual = { content: 'usual', language: 'en' };
    expect(price).toEqual({ messages: [usual, { content: 'billig', language: 'de' }] });
    expect(flow.station.manager!.stderr).toContain('default price: usual');
  });

  test('a malformed default price is rejected, and the old one is kept', async () => {
    const change = { key: 'DefaultPrice', value: '{"priceText":7}' };

    expect(await flow.call('ChangeConfiguration', change)).toEqual({ status: 'Rejected' });
    const { configurationKey } = await flow.call('GetConfiguration', { key: ['DefaultPrice'] });
    expect(JSON.parse(configurationKey![0]!.value!)).toEqual({
      priceText: 'usual',
      priceTextOffline: 'usual, offline',
    });
  });

  test.each([
    ['of another transaction', { transactionId: 4711, cost: 1 }, { status: 'Rejected' }],
    ['that is rubbish', '{"transactionId":1,"cost":', { status: 'Rejected', data: 'json parsing failed' }],
  ])('a cost %s is rejected', async (_, data, answer) => {
    expect(await tell('RunningCost', data)).toEqual(answer);
    expect(await tell('FinalCost', data)).toEqual(answer);
  });

  test('a session from the price of its user to its final cost, also after a power loss', async () => {
    await priceIsWaitedFor();
    await priceOfTheSession();
    await runningCost();
    await finalCost();
    await finalCostAfterPowerLoss();
  }, 60_000);
});

let sessionId: unknown;

/** The price of the user is waited for before charging begins. */
async function priceIsWaitedFor(): Promise<void> {
  await flow.station.drive(plug(1, '16,3'));
  await flow.see('StatusNotification 1 Preparing');
  await flow.card('DEADBEEF');
  await flow.see('Authorize');
  const tariff = await publishes('tariff_message', async () =>
    expect(await tell('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' })).toEqual(accepted),
  );
  await flow.see('StartTransaction 1', 'StatusNotification 1 Charging');
  await flow.answered();

  expect(tariff).toEqual({
    messages: [{ content: 'yours', language: 'en' }],
    identifier_id: 'DEADBEEF',
    identifier_type: 'IdToken',
  });
}

/** A price during the transaction is one of its session. */
async function priceOfTheSession(): Promise<void> {
  const tariff = await publishes('tariff_message', () =>
    tell('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'new' }),
  );

  expect(tariff).toMatchObject({ identifier_type: 'SessionId', ocpp_transaction_id: '1' });
  sessionId = (tariff as { identifier_id: string }).identifier_id;
}

/** A running cost is published, and its triggers send meter values. */
async function runningCost(): Promise<void> {
  const atTime = new Date(Date.now() + 3_000).toISOString();
  const cost = await publishes('session_cost', async () =>
    expect(
      await tell('RunningCost', {
        transactionId: 1,
        cost: 0.29,
        state: 'Charging',
        chargingPrice: { kWhPrice: 0.35 },
        triggerMeterValue: { atTime, atEnergykWh: 0.001, atPowerkW: 5, atCPStatus: ['SuspendedEVSE'] },
      }),
    ).toEqual(accepted),
  );

  expect(cost).toEqual({
    session_id: sessionId,
    currency: { decimals: 2 },
    status: 'Running',
    cost_chunks: [{ cost: { value: 29 } }],
    charging_price: [{ category: 'Energy', price: { currency: { decimals: 2 }, value: { value: 35 } } }],
  });
  const energy = 'Energy.Active.Import.Register';
  const seen = [await nextMeterValues(), await nextMeterValues(), await nextMeterValues()];
  expect(seen).toContainEqual([1, 'Other', [energy]]);
  expect(seen).toContainEqual([1, 'Other', [energy, 'Power.Active.Import']]);
  expect(seen.every(([transactionId, context]) => transactionId === 1 && context === 'Other')).toBe(true);
}

/** The final cost comes after the transaction. */
async function finalCost(): Promise<void> {
  await flow.station.drive(unplug(1));
  await flow.see('StopTransaction EVDisconnected');
  await flow.answered();
  await flow.see('StatusNotification 1 Available');
  const final = { transactionId: 1, cost: 19.99, priceText: 'thank you', qrCodeText: 'https://example.com/1' };
  const cost = await publishes('session_cost', async () => expect(await tell('FinalCost', final)).toEqual(accepted));

  expect(cost).toEqual({
    session_id: sessionId,
    currency: { decimals: 2 },
    status: 'Finished',
    cost_chunks: [{ cost: { value: 1999 } }],
    message: [{ content: 'thank you', language: 'en' }],
    qr_code: 'https://example.com/1',
  });
}

/** A final cost finds its session also after a power loss. */
async function finalCostAfterPowerLoss(): Promise<void> {
  await flow.station.killAll();
  await flow.station.boot();
  await flow.see('BootNotification', 'StatusNotification 2 Available');

  const final = { transactionId: '1', cost: 20 };
  const cost = await publishes('session_cost', async () => expect(await tell('FinalCost', final)).toEqual(accepted));

  expect(cost).toMatchObject({ session_id: sessionId, cost_chunks: [{ cost: { value: 2000 } }] });
}
