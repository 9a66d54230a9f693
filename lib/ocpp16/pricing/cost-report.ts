import type { FinalCost, RunningCost } from './documents.js';
import { receivedTexts, type PriceText } from './price-texts.js';
import type { PricingSettings } from './settings.js';

/** Prices while the car charges. */
export interface ChargingPrice {
  readonly kWhPrice?: number;
  readonly hourPrice?: number;
  readonly flatFee?: number;
}

/** Prices while the car does not charge. */
export interface IdlePrice {
  readonly graceMinutes?: number;
  readonly hourPrice?: number;
}

/** Prices that will follow. */
export interface NextPeriod {
  /** RFC 3339 UTC */
  readonly atTime?: string;
  readonly chargingPrice?: ChargingPrice;
  readonly idlePrice?: IdlePrice;
}

/** What a session costs so far, or in the end. Amounts are in units of the currency. */
export interface CostReport {
  readonly sessionId: string;
  readonly state: 'Charging' | 'Idle' | 'Finished';
  /** Digits behind the decimal point that amounts are to be kept with. */
  readonly decimals: number;
  readonly cost?: number;
  /** RFC 3339 UTC time up to which the cost was counted. */
  readonly timestamp?: string;
  readonly meterValueWh?: number;
  readonly chargingPrice?: ChargingPrice;
  readonly idlePrice?: IdlePrice;
  readonly nextPeriod?: NextPeriod;
  readonly texts: readonly PriceText[];
  readonly qrCodeText?: string;
}

/** The application is told idle time as what it is, other states of a running cost are charging. */
export function runningCostReport(sessionId: string, cost: RunningCost, settings: PricingSettings): CostReport {
  return { ...commonReport(sessionId, cost, settings), state: cost.state === 'Idle' ? 'Idle' : 'Charging' };
}

export function finalCostReport(sessionId: string, cost: FinalCost, settings: PricingSettings): CostReport {
  return { ...commonReport(sessionId, cost, settings), state: 'Finished' };
}

function commonReport(
  sessionId: string,
  document: RunningCost | FinalCost,
  settings: PricingSettings,
): Omit<CostReport, 'state'> {
  const { chargingPrice, cost, idlePrice, meterValue, nextPeriod, qrCodeText, timestamp } = document;
  return {
    sessionId,
    decimals: settings.decimals,
    ...(cost !== undefined && { cost }),
    ...(timestamp !== undefined && { timestamp }),
    ...(meterValue !== undefined && { meterValueWh: meterValue }),
    ...(chargingPrice !== undefined && { chargingPrice }),
    ...(idlePrice !== undefined && { idlePrice }),
    ...(nextPeriod !== undefined && { nextPeriod }),
    texts: receivedTexts(document, settings),
    ...(qrCodeText !== undefined && { qrCodeText }),
  };
}
