import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  readAuthorizeAnswer,
  readEvCertificateAnswer,
  readOcspAnswer,
} from '../../../../../lib/ocpp16/pnc/documents.js';
import { hash, PncBench } from './pnc-bench.js';

const documents: Readonly<Record<string, object>> = {
  CertificateSigned: { certificateChain: 'PEM', certificateType: 'V2GCertificate' },
  DeleteCertificate: { certificateHashData: hash },
  GetInstalledCertificateIds: { certificateType: ['V2GRootCertificate'] },
  InstallCertificate: { certificateType: 'V2GRootCertificate', certificate: 'PEM' },
};

/** A document with one member replaced by any JSON value. */
function damaged(document: object): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(document)), fc.jsonValue())
    .map(([member, value]) => JSON.stringify({ ...document, [member]: value }));
}

test('whatever the data of a certificate message is, it is answered Accepted with a document or Rejected', async () => {
  const bench = await PncBench.booted();
  const message = fc
    .constantFrom(...Object.keys(documents))
    .chain((messageId) =>
      fc.tuple(fc.constant(messageId), fc.oneof(fc.string(), fc.json(), damaged(documents[messageId] ?? {}))),
    );

  await fc.assert(
    fc.asyncProperty(message, async ([messageId, data]) => {
      const answer = await bench.send(messageId, data);
      const isUnderstood = Array.isArray(answer) && answer[0] === 'Accepted' && typeof answer[1].status === 'string';
      if (!isUnderstood) expect(answer).toEqual({ status: 'Rejected' });
    }),
    { numRuns: 60 },
  );
  expect(bench.kit.csms.violations).toEqual([]);
});

test('no answer of the central system upsets the reading of a document', () => {
  const readers = [readAuthorizeAnswer, readEvCertificateAnswer, readOcspAnswer];
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), damaged({ idTokenInfo: {}, status: 'Accepted' })), (text) => {
      for (const read of readers) {
        const document = read(text);
        expect(document === undefined || typeof document === 'object').toBe(true);
      }
    }),
  );
});
