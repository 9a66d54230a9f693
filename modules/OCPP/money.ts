import type { MoneyAmount, Price } from '#generated/types/money';

/** An amount as a whole number of its smallest units; smaller parts of it are cut off. */
export function moneyAmount(amount: number, decimals: number): MoneyAmount {
  return { value: Math.trunc(shifted(amount, decimals)) };
}

export function price(amount: number, decimals: number): Price {
  return { currency: { decimals }, value: moneyAmount(amount, decimals) };
}

/** Moves the decimal point of the written number: 1.15 with 2 places is 115, which a binary multiplication misses. */
function shifted(amount: number, places: number): number {
  const [digits = '', exponent = '0'] = String(amount).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
