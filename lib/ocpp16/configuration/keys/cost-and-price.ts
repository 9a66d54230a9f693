import type { KeyTable } from '../key-definition.js';
import { defaultPriceSchema, defaultPriceTextSchema } from '../price-schemas.js';

/** Keys of the California pricing white paper. */
export const costAndPriceKeys = {
  CustomDisplayCostAndPrice: { type: 'boolean', required: true, readOnly: true },
  NumberOfDecimalsForCostValues: { type: 'integer', readOnly: true },
  DefaultPrice: { type: 'object', readOnly: false, schema: defaultPriceSchema },
  DefaultPriceText: { type: 'object', readOnly: false, schema: defaultPriceTextSchema },
  TimeOffset: { type: 'text', readOnly: false, minLength: 1, maxLength: 10 },
  NextTimeOffsetTransitionDateTime: { type: 'text', readOnly: false, minLength: 1, maxLength: 40 },
  TimeOffsetNextTransition: { type: 'text', readOnly: false, minLength: 1, maxLength: 40 },
  CustomIdleFeeAfterStop: { type: 'boolean', readOnly: false },
  SupportedLanguages: { type: 'text', readOnly: true, minLength: 1 },
  CustomMultiLanguageMessages: { type: 'boolean', readOnly: true },
  Language: { type: 'text', readOnly: false, minLength: 1 },
  WaitForSetUserPriceTimeout: { type: 'integer', readOnly: false, minimum: 0, maximum: 30000 },
} as const satisfies KeyTable;
