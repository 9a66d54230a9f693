import type { PaymentOption } from '#generated/types/iso15118';
import type { CarConfig } from './car.js';
import type { V2gRequest } from './effects.js';
import { numberArgument } from './script.js';

export type V2gRequestResult =
  | {
      readonly type: 'request';
      readonly request: V2gRequest;
      readonly energyMode: 'AC' | 'DC';
      readonly unknownPayment: string | undefined;
    }
  | { readonly type: 'unknown-mode' }
  | { readonly type: 'unusable'; readonly reason: string };

const paymentOptions: Readonly<Record<string, PaymentOption>> = {
  externalpayment: 'ExternalPayment',
  contract: 'Contract',
};

/** Arguments: mode; mode payment; mode departure amount; mode payment departure amount. */
export function v2gRequest(args: readonly string[], config: CarConfig): V2gRequestResult {
  const [mode] = args;
  if (mode !== 'ac' && mode !== 'dc') return { type: 'unknown-mode' };
  const payment = (args.length % 2 === 0 ? args[1] : undefined) ?? 'auto';
  const demand = demandOf(args.length > 2 ? args.slice(-2) : undefined, config);
  if (demand === undefined) return { type: 'unusable', reason: 'departure time or energy amount is not a number' };
  const option = Object.hasOwn(paymentOptions, payment) ? paymentOptions[payment] : undefined;
  return {
    type: 'request',
    energyMode: mode === 'ac' ? 'AC' : 'DC',
    unknownPayment: option !== undefined || payment === 'auto' || payment === '' ? undefined : payment,
    request: {
      EnergyTransferMode: transferMode(mode, config),
      SelectedPaymentOption:
        option === undefined ? {} : { payment_option: option, enforce_payment_option: config.force_payment_option },
      ...demand,
    },
  };
}

function demandOf(
  given: readonly string[] | undefined,
  config: CarConfig,
): Pick<V2gRequest, 'DepartureTime' | 'EAmount'> | undefined {
  if (given === undefined) return { DepartureTime: config.departure_time, EAmount: config.e_amount };
  const [departureTime, amount] = given.map((text) => numberArgument(text));
  if (departureTime === undefined || amount === undefined) return undefined;
  return { DepartureTime: departureTime, EAmount: amount };
}

function transferMode(mode: 'ac' | 'dc', config: CarConfig): V2gRequest['EnergyTransferMode'] {
  if (mode === 'dc') return 'DC_extended';
  return config.three_phases ? 'AC_three_phase_core' : 'AC_single_phase_core';
}
