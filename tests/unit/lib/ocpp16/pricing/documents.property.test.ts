import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFinalCost, readRunningCost, readUserPrice } from '../../../../../lib/ocpp16/pricing/documents.js';

const price = fc.double({ noDefaultInfinity: true, noNaN: true });

test('no text, and no JSON value, upsets the reading of a document', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const read of [readUserPrice, readRunningCost, readFinalCost]) {
        const document = read(text);
        expect(document === undefined || typeof document === 'object').toBe(true);
      }
    }),
  );
});

test('prices are read as they were written, whatever else the document says', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      price,
      price,
      fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()),
      (id, cost, kWhPrice, more) => {
        const text = JSON.stringify({ ...more, transactionId: id, cost, chargingPrice: { kWhPrice } });
        const written = JSON.parse(text) as object;

        expect(readFinalCost(text)).toMatchObject(written);
      },
    ),
  );
});
