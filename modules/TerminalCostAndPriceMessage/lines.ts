import type { Price } from '#generated/types/money';
import type { ChargingPriceComponent, SessionCost, TariffMessage } from '#generated/types/session_cost';
import type { MessageContent } from '#generated/types/text_message';

const DEFAULT_DECIMALS = 2;

export function tariffLines({ messages }: TariffMessage): string[] {
  return messages.map((message) => `tariff: ${messageText(message)}`);
}

/** What is wrong with a cost that is shown all the same. */
export function costWarnings({ cost_chunks: chunks, currency }: SessionCost): string[] {
  return [
    ...(chunks === undefined ? ['cost has no chunks'] : []),
    ...((currency.decimals ?? 0) < 0 ? ['currency has a negative number of decimals'] : []),
  ];
}

/** Status, cost, prices and messages of a session, a line each. */
export function costLines({ charging_price: prices = [], cost_chunks: chunks = [], ...cost }: SessionCost): string[] {
  const { currency, message: messages = [], status } = cost;
  return [
    `cost of the session: ${status}`,
    ...chunks.flatMap(({ cost: part }) =>
      part === undefined ? [] : [`cost so far: ${amountText({ currency, value: part })}`],
    ),
    ...prices.flatMap(chargingPriceLines),
    ...messages.map((message) => `message: ${messageText(message)}`),
  ];
}

function chargingPriceLines({ category, price }: ChargingPriceComponent): string[] {
  return price === undefined ? [] : [`charging price for ${category ?? 'Other'}: ${amountText(price)}`];
}

function amountText({ currency: { code, decimals = DEFAULT_DECIMALS }, value: { value } }: Price): string {
  const amount = String(value / 10 ** decimals);
  return code === undefined ? amount : `${amount} ${code}`;
}

function messageText({ content, language }: MessageContent): string {
  return language === undefined ? content : `${content} (${language})`;
}
