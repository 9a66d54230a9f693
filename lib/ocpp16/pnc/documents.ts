import { certificateHashData } from '../messages/certificate-hash.js';
import { dateTime, freeText, integer, list, object, oneOf, optional, text, type Fields } from '../messages/field.js';
import { validateFields, type CertificateHashData, type Payload, type Value } from '../messages/index.js';

/** Vendor of the DataTransfer messages of the OCA application note on ISO 15118 Plug & Charge with OCPP 1.6. */
export const PNC_VENDOR_ID = 'org.openchargealliance.iso15118pnc';

export type EvCertificateAction = 'Install' | 'Update';

// The documents are the messages of OCPP 2.0.1 with the same names, as JSON text.

const contractStatus = oneOf(
  'Accepted',
  'Blocked',
  'ConcurrentTx',
  'Expired',
  'Invalid',
  'NoCredit',
  'NotAllowedTypeEVSE',
  'NotAtThisLocation',
  'NotAtThisTime',
  'Unknown',
);

const certificateStatus = oneOf(
  'Accepted',
  'SignatureError',
  'CertificateExpired',
  'CertificateRevoked',
  'NoCertificateAvailable',
  'CertChainError',
  'ContractCancelled',
);

const authorizeAnswer = {
  idTokenInfo: object({
    status: contractStatus,
    cacheExpiryDateTime: optional(dateTime),
    evseId: optional(list(integer)),
    groupIdToken: optional(object({ idToken: text(36) })),
  }),
  certificateStatus: optional(certificateStatus),
} as const;

const evCertificateAnswer = { status: oneOf('Accepted', 'Failed'), exiResponse: optional(freeText) } as const;

const ocspAnswer = { status: oneOf('Accepted', 'Failed'), ocspResult: optional(freeText) } as const;

const certificateSignedRequest = {
  certificateChain: text(10000),
  certificateType: optional(oneOf('ChargingStationCertificate', 'V2GCertificate', 'V2G20Certificate')),
} as const;

const installedType = oneOf(
  'V2GRootCertificate',
  'MORootCertificate',
  'CSMSRootCertificate',
  'V2GCertificateChain',
  'ManufacturerRootCertificate',
);

const installedRequest = { certificateType: optional(list(installedType)) } as const;

const rootUse = oneOf(
  'V2GRootCertificate',
  'MORootCertificate',
  'CSMSRootCertificate',
  'ManufacturerRootCertificate',
  'OEMRootCertificate',
);

const installRequest = { certificateType: rootUse, certificate: text(5500) } as const;

const deleteRequest = { certificateHashData } as const;

/** A certificate as OCSP names it, and who can tell whether it is revoked. */
export type OcspRequest = CertificateHashData & { readonly responderURL: string };
export type ContractStatus = Value<typeof contractStatus>;
export type ContractCertificateStatus = Value<typeof certificateStatus>;
export type InstalledCertificateType = Value<typeof installedType>;
export type RootUse = Value<typeof rootUse>;
export type EvCertificateAnswer = Payload<typeof evCertificateAnswer>;

/** Each reads a document and gives `undefined` when it is malformed or missing. */
export const readEvCertificateAnswer = reader(evCertificateAnswer);
export const readOcspAnswer = reader(ocspAnswer);
export const readCertificateSigned = reader(certificateSignedRequest);
export const readInstall = reader(installRequest);
export const readDelete = reader(deleteRequest);

/** An empty list would allow no EVSE at all; OCPP 2.0.1 leaves the list out when all are allowed. */
export function readAuthorizeAnswer(data: string | undefined): Payload<typeof authorizeAnswer> | undefined {
  const document = reader(authorizeAnswer)(data);
  return document?.idTokenInfo.evseId?.length === 0 ? undefined : document;
}

/** An empty list asks for nothing and is malformed, as in OCPP 2.0.1. */
export function readInstalled(data: string | undefined): Payload<typeof installedRequest> | undefined {
  const document = reader(installedRequest)(data);
  return document?.certificateType?.length === 0 ? undefined : document;
}

function reader<const F extends Fields>(fields: F): (data: string | undefined) => Payload<F> | undefined {
  return (data) => {
    const value = parsed(data);
    // The type is derived from the fields the document is checked against.
    return validateFields(fields, value) === undefined ? (value as Payload<F>) : undefined;
  };
}

function parsed(data: string | undefined): unknown {
  if (data === undefined) return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
