const text = { type: 'string', minLength: 1 } as const;

/** California pricing: the tariff shown while no other is known. */
export const defaultPriceSchema = {
  type: 'object',
  properties: {
    priceText: text,
    priceTextOffline: text,
    chargingPrice: {
      type: 'object',
      properties: { kWhPrice: { type: 'number' }, hourPrice: { type: 'number' }, flatFee: { type: 'number' } },
    },
  },
  required: ['priceText'],
} as const;

/** The default tariff in other languages. */
export const defaultPriceTextSchema = {
  type: 'object',
  properties: {
    priceTexts: {
      type: 'array',
      items: {
        type: 'object',
        properties: { priceText: text, priceTextOffline: text, language: { type: 'string', minLength: 2 } },
        required: ['priceText', 'language'],
      },
    },
  },
} as const;
