import type { Clock } from '../lib/clock/clock.js';
import { errorText } from '../lib/errors/everest-error.js';
import type { Logger } from '../lib/log/logger.js';
import {
  validateFields,
  type Fields,
  type Payload,
  type Request,
  type Response,
} from '../lib/ocpp16/messages/index.js';
import type { AnswerScript } from './answer-script.js';
import type { CertificateAuthority } from './certificate-authority.js';
import type { IdTags } from './id-tags.js';

/** Vendor of the DataTransfer messages of the OCA application note on ISO 15118 Plug & Charge with OCPP 1.6. */
const VENDOR_ID = 'org.openchargealliance.iso15118pnc';

type Answer = Response<'DataTransfer'>;

interface Context {
  readonly clock: Clock;
  readonly idTags: IdTags;
}

const rejected: Answer = { status: 'Rejected' };

const authorize = {
  idToken: { type: 'object', fields: { idToken: { type: 'text', max: 36 } } },
  certificate: { type: 'text', optional: true },
  iso15118CertificateHashData: {
    type: 'list',
    item: { type: 'object', fields: { serialNumber: { type: 'text' } } },
    optional: true,
  },
} as const;
const sign = {
  csr: { type: 'text', max: 5500 },
  certificateType: { type: 'enum', values: ['V2GCertificate'] },
} as const;
const exi = { action: { type: 'enum', values: ['Install', 'Update'] }, exiRequest: { type: 'text' } } as const;
const status = { ocspRequestData: { type: 'object', fields: { serialNumber: { type: 'text' } } } } as const;

/** What is said to Plug & Charge; `undefined` for another vendor. Contracts are id tags that are named by their eMAID. */
export function answerPlugAndCharge(request: Request<'DataTransfer'>, context: Context): Answer | undefined {
  if (request.vendorId !== VENDOR_ID) return undefined;
  switch (request.messageId) {
    case 'Authorize':
      return answered(authorize, request, (contract) => contractAnswer(contract, context));
    case 'SignCertificate':
      return answered(sign, request, () => ({ status: 'Accepted' }));
    // Contracts and OCSP responses come from others, whom this central system does not know.
    case 'Get15118EVCertificate':
      return answered(exi, request, () => ({ status: 'Failed', exiResponse: '' }));
    case 'GetCertificateStatus':
      return answered(status, request, () => ({ status: 'Failed' }));
    default:
      return { status: 'UnknownMessageId' };
  }
}

interface SigningParts {
  readonly authority: CertificateAuthority;
  readonly clock: Clock;
  readonly log: Logger;
  readonly print: (line: string) => void;
  /** Brings the certificate, when the answer to the request has left. */
  readonly deliver: (chargePointId: string, message: Request<'DataTransfer'>) => Promise<unknown>;
}

/** Signs the certificates that stations show to cars, and has them follow. */
export function signV2gCertificates(parts: SigningParts): AnswerScript<'DataTransfer'> {
  const { authority, clock, deliver, log, print } = parts;
  return async (request, { chargePointId }) => {
    if (request.vendorId !== VENDOR_ID || request.messageId !== 'SignCertificate') return undefined;
    const document = read(sign, request.data);
    const certificateChain = document && (await authority.sign(document.csr, 'serverAuth'));
    if (certificateChain === undefined) {
      print(`${chargePointId}: the request for a V2G certificate is not good, it is rejected`);
      return { payload: accepted({ status: 'Rejected' }) };
    }
    const data = JSON.stringify({ certificateChain, certificateType: 'V2GCertificate' });
    // the answer leaves before anything that begins in a later turn
    clock.setTimeout(() => {
      deliver(chargePointId, { vendorId: VENDOR_ID, messageId: 'CertificateSigned', data }).catch((error: unknown) =>
        log.warn({ chargePointId, reason: errorText(error) }, 'signed V2G certificate was not taken'),
      );
    }, 0);
    return { payload: accepted({ status: 'Accepted' }) };
  };
}

function contractAnswer(contract: Payload<typeof authorize>, { clock, idTags }: Context): object {
  const { certificate, idToken, iso15118CertificateHashData: hashData } = contract;
  const { expiryDate, parentIdTag, status: authorizationStatus } = idTags.info(idToken.idToken, clock.now());
  return {
    idTokenInfo: {
      status: authorizationStatus,
      ...(expiryDate !== undefined && { cacheExpiryDateTime: expiryDate }),
      ...(parentIdTag !== undefined && { groupIdToken: { idToken: parentIdTag, type: 'Central' } }),
    },
    ...((certificate !== undefined || hashData !== undefined) && { certificateStatus: 'Accepted' }),
  };
}

function answered<const F extends Fields>(
  fields: F,
  { data }: Request<'DataTransfer'>,
  answer: (document: Payload<F>) => object,
): Answer {
  const document = read(fields, data);
  return document === undefined ? rejected : accepted(answer(document));
}

function accepted(document: object): Answer {
  return { status: 'Accepted', data: JSON.stringify(document) };
}

function read<const F extends Fields>(fields: F, data: string | undefined): Payload<F> | undefined {
  if (data === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    // The type is derived from the fields the document is checked against.
    return validateFields(fields, value) === undefined ? (value as Payload<F>) : undefined;
  } catch {
    return undefined;
  }
}
