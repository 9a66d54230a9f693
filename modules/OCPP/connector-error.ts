import type { ErrorObject } from 'everest-ts';
import type { ConnectorError } from '../../lib/ocpp16/index.js';
import { MREC_VENDOR, mrecCodes } from './mrec-codes.js';

const INOPERATIVE = 'evse_manager/Inoperative';
const POWER_METER_LOST = 'powermeter/CommunicationFault';

type ErrorTexts = Omit<ConnectorError, 'timestamp' | 'uuid'>;

/** What OCPP 1.6 tells about an error of a module. Only an EVSE that cannot be used is faulted. */
export function connectorError(error: ErrorObject): ConnectorError {
  return { uuid: error.uuid, timestamp: error.timestamp, ...textsOf(error) };
}

/** A type that contains a known one counts as that one. */
function textsOf(error: ErrorObject): ErrorTexts {
  const known = [...mrecCodes].find(([type]) => error.type.includes(type));
  if (known !== undefined) return { ...known[1], isFault: false, vendorId: MREC_VENDOR };
  if (error.type.includes(POWER_METER_LOST)) return { errorCode: 'PowerMeterFailure', isFault: false };
  return error.type === INOPERATIVE ? inoperative(error) : otherError(error);
}

/** The message of such an error is the type of the error behind it. */
function inoperative({ description, message, vendor_id: vendorId }: ErrorObject): ErrorTexts {
  return {
    errorCode: 'OtherError',
    isFault: true,
    info: `caused_by:${message}`,
    vendorId,
    vendorErrorCode: isCode(description) ? description : message.slice(message.lastIndexOf('/') + 1),
  };
}

/** Modules describe the error by the name of its cause; a description in prose is of no use as a code. */
function isCode(description: string): boolean {
  return /^\S+$/.test(description);
}

function otherError({ message, origin, sub_type: subType, type }: ErrorObject): ErrorTexts {
  return {
    errorCode: 'OtherError',
    isFault: false,
    info: `${origin.module_id}->${origin.implementation_id}`,
    vendorId: message,
    vendorErrorCode: `${type.slice(type.indexOf('/') + 1)}/${subType}`,
  };
}
