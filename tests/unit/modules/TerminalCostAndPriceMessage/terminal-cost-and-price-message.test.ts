import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { TerminalCostAndPriceMessage } from '#generated/modules/TerminalCostAndPriceMessage';
import terminalCostAndPriceMessage from '../../../../modules/TerminalCostAndPriceMessage/index.js';
import { costWarnings } from '../../../../modules/TerminalCostAndPriceMessage/lines.js';
import { LogBook } from '../../../support/log-book.js';

let kit: ModuleKit<TerminalCostAndPriceMessage>;
let log: LogBook;

beforeEach(async () => {
  log = new LogBook();
  kit = await startModule<TerminalCostAndPriceMessage>('TerminalCostAndPriceMessage', terminalCostAndPriceMessage, {
    log: log.logger,
  });
  log.lines.length = 0;
});

afterEach(() => kit.close());

test('shows default prices and tariffs', async () => {
  const messages = [{ content: 'cheap', language: 'en' }, { content: 'billig' }];
  kit.peer('session_cost').publish('default_price', { messages });
  kit.peer('session_cost').publish('tariff_message', { messages, identifier_id: 'A', identifier_type: 'IdToken' });
  await kit.clock.advance(0);

  expect(log.messages('info')).toEqual([
    'default price: cheap',
    'default price: billig',
    'tariff: cheap (en)',
    'tariff: billig',
  ]);
});

test('shows status, amounts, prices and messages of a cost', async () => {
  kit.peer('session_cost').publish('session_cost', {
    session_id: 's',
    status: 'Running',
    currency: { code: 'EUR', decimals: 2 },
    cost_chunks: [{ cost: { value: 331 } }, { metervalue_to: 1 }],
    charging_price: [
      { category: 'Time', price: { currency: { decimals: 3 }, value: { value: 1500 } } },
      { category: 'Energy' },
      { price: { currency: {}, value: { value: 50 } } },
    ],
    message: [{ content: 'thanks', language: 'en' }],
  });
  await kit.clock.advance(0);

  expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'info cost of the session: Running',
    'info cost so far: 3.31 EUR',
    'info charging price for Time: 1.5',
    'info charging price for Other: 0.5',
    'info message: thanks (en)',
  ]);
});

test('warns about a cost without chunks', async () => {
  kit.peer('session_cost').publish('session_cost', { session_id: 's', status: 'Finished', currency: { decimals: 2 } });
  await kit.clock.advance(0);

  expect(log.messages('warn')).toEqual(['cost has no chunks']);
});

test('warns about a negative number of decimals', () => {
  const cost = { session_id: 's', status: 'Idle', cost_chunks: [], currency: { decimals: -1 } } as const;

  expect(costWarnings({ ...cost, cost_chunks: [] })).toEqual(['currency has a negative number of decimals']);
});
