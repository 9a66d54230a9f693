import { parseDateTime, validateFields, type Payload } from '../messages/index.js';
import { dateTime, decimal, freeText, integer, list, object, oneOf, optional, type Fields } from '../messages/field.js';

const priceTexts = {
  priceText: optional(freeText),
  priceTextExtra: optional(
    list(
      object({
        content: freeText,
        format: optional(oneOf('ASCII', 'HTML', 'QRCODE', 'URI', 'UTF8')),
        language: optional(freeText),
      }),
    ),
  ),
} as const;

const chargingPrice = optional(
  object({ kWhPrice: optional(decimal), hourPrice: optional(decimal), flatFee: optional(decimal) }),
);
const idlePrice = optional(object({ graceMinutes: optional(integer), hourPrice: optional(decimal) }));

const userPriceFields = { idToken: optional(freeText), ...priceTexts } as const;

const costFields = {
  timestamp: optional(dateTime),
  meterValue: optional(decimal),
  cost: optional(decimal),
  state: optional(freeText),
  chargingPrice,
  idlePrice,
  nextPeriod: optional(object({ atTime: optional(dateTime), chargingPrice, idlePrice })),
  triggerMeterValue: optional(
    object({
      atTime: optional(dateTime),
      atEnergykWh: optional(decimal),
      atPowerkW: optional(decimal),
      atCPStatus: optional(list(freeText)),
    }),
  ),
  ...priceTexts,
  qrCodeText: optional(freeText),
} as const;

const finalCostFields = { ...costFields, cost: decimal } as const;

export type UserPrice = Payload<typeof userPriceFields>;
export type RunningCost = Payload<typeof costFields> & TransactionName;
export type FinalCost = Payload<typeof finalCostFields> & TransactionName;
/** When the central system wants meter values in order to tell the cost. */
export type MeterTriggers = NonNullable<RunningCost['triggerMeterValue']>;

interface TransactionName {
  /** `undefined` when the document names none by a number; there is no such transaction then. */
  readonly transactionId: number | undefined;
}

/** The document of SetUserPrice, `undefined` when it is malformed. */
export function readUserPrice(text: string): UserPrice | undefined {
  return read(userPriceFields, text);
}

/** The document of RunningCost, `undefined` when it is malformed. */
export function readRunningCost(text: string): RunningCost | undefined {
  return withTransaction(read(costFields, text));
}

/** The document of FinalCost, `undefined` when it is malformed; that it tells no cost is malformed, too. */
export function readFinalCost(text: string): FinalCost | undefined {
  return withTransaction(read(finalCostFields, text));
}

function read<const F extends Fields>(fields: F, text: string): Payload<F> | undefined {
  const value = parsed(text);
  // The type is derived from the fields the document is checked against.
  return validateFields(fields, value) === undefined ? (value as Payload<F>) : undefined;
}

/** Numbers that are too large for a number count as missing, and so do times that nobody can read. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) return null;
      return (key === 'timestamp' || key === 'atTime') && typeof value === 'string' ? inUtc(value) : value;
    });
  } catch {
    return undefined;
  }
}

function inUtc(text: string): string {
  const timeMs = parseDateTime(text);
  return timeMs === undefined ? text : new Date(timeMs).toISOString();
}

function withTransaction<D extends object>(document: D | undefined): (D & TransactionName) | undefined {
  if (document === undefined) return undefined;
  const transactionId = numberOf(Reflect.get(document, 'transactionId'));
  return { ...document, transactionId };
}

/** Transactions are named by a number, or by its text. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
