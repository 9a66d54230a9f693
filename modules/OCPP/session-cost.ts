import type {
  ChargingPriceComponent,
  IdlePrice as IdlePriceValue,
  NextPeriodPrice,
  SessionCost,
  SessionCostChunk,
  SessionStatus,
  TariffMessage as TariffMessageValue,
} from '#generated/types/session_cost';
import type { MessageContent } from '#generated/types/text_message';
import type {
  ChargingPrice,
  CostReport,
  IdlePrice,
  NextPeriod,
  PriceText,
  TariffMessage,
} from '../../lib/ocpp16/index.js';
import { moneyAmount, price } from './money.js';

const statuses: Readonly<Record<CostReport['state'], SessionStatus>> = {
  Charging: 'Running',
  Idle: 'Idle',
  Finished: 'Finished',
};

/** The cost of a session with amounts as whole numbers. */
export function sessionCost(report: CostReport): SessionCost {
  const { chargingPrice, decimals, idlePrice, nextPeriod, qrCodeText, sessionId, state, texts } = report;
  const next = nextPeriod === undefined ? undefined : nextPeriodPrice(nextPeriod, decimals);
  return {
    session_id: sessionId,
    currency: { decimals },
    status: statuses[state],
    cost_chunks: [costChunk(report)],
    ...(chargingPrice !== undefined && { charging_price: chargingPriceParts(chargingPrice, decimals) }),
    ...(idlePrice !== undefined && { idle_price: idlePriceValue(idlePrice, decimals) }),
    ...(next !== undefined && { next_period: next }),
    ...(texts.length > 0 && { message: messageContents(texts) }),
    ...(qrCodeText !== undefined && { qr_code: qrCodeText }),
  };
}

export function tariffMessage({ identifier, texts, transactionId }: TariffMessage): TariffMessageValue {
  return {
    messages: messageContents(texts),
    identifier_id: identifier.id,
    identifier_type: identifier.type,
    ...(transactionId !== undefined && { ocpp_transaction_id: String(transactionId) }),
  };
}

export function messageContents(texts: readonly PriceText[]): MessageContent[] {
  return texts.map((text) => ({ ...text }));
}

/** The whole session so far; where it began is not told. */
function costChunk({ cost, decimals, meterValueWh, timestamp }: CostReport): SessionCostChunk {
  return {
    ...(cost !== undefined && { cost: moneyAmount(cost, decimals) }),
    ...(timestamp !== undefined && { timestamp_to: timestamp }),
    ...(meterValueWh !== undefined && { metervalue_to: Math.trunc(meterValueWh) }),
  };
}

function chargingPriceParts(
  { flatFee, hourPrice, kWhPrice }: ChargingPrice,
  decimals: number,
): ChargingPriceComponent[] {
  const parts = [
    ['Time', hourPrice],
    ['Energy', kWhPrice],
    ['FlatFee', flatFee],
  ] as const;
  return parts.flatMap(([category, amount]) =>
    amount === undefined ? [] : [{ category, price: price(amount, decimals) }],
  );
}

function idlePriceValue({ graceMinutes, hourPrice }: IdlePrice, decimals: number): IdlePriceValue {
  return {
    ...(hourPrice !== undefined && { hour_price: price(hourPrice, decimals) }),
    ...(graceMinutes !== undefined && { grace_minutes: graceMinutes }),
  };
}

/** Prices that begin at no certain time cannot be told. */
function nextPeriodPrice(
  { atTime, chargingPrice, idlePrice }: NextPeriod,
  decimals: number,
): NextPeriodPrice | undefined {
  if (atTime === undefined) return undefined;
  return {
    timestamp_from: atTime,
    charging_price: chargingPriceParts(chargingPrice ?? {}, decimals),
    ...(idlePrice !== undefined && { idle_price: idlePriceValue(idlePrice, decimals) }),
  };
}
