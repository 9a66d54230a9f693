import { parseDateTime, type ChargePointErrorCode } from '../../messages/index.js';

/** One error of a connector, as the application reports it. Texts longer than the standard allows are cut. */
export interface ConnectorError {
  readonly uuid: string;
  readonly errorCode: ChargePointErrorCode;
  /** Whether the connector cannot be used: its status is `Faulted` as long as this error is active. */
  readonly isFault: boolean;
  readonly info?: string;
  readonly vendorId?: string;
  readonly vendorErrorCode?: string;
  /** RFC 3339; the error with the highest timestamp is the one that notifications carry. */
  readonly timestamp: string;
}

export const MAX_INFO_LENGTH = 50;
export const MAX_VENDOR_ID_LENGTH = 255;

/** OCPP 1.6 §6.47: info and vendorErrorCode have 50 characters, vendorId has 255. */
export function fitError(error: ConnectorError): ConnectorError {
  return {
    ...error,
    ...(error.info !== undefined && { info: error.info.slice(0, MAX_INFO_LENGTH) }),
    ...(error.vendorId !== undefined && { vendorId: error.vendorId.slice(0, MAX_VENDOR_ID_LENGTH) }),
    ...(error.vendorErrorCode !== undefined && { vendorErrorCode: error.vendorErrorCode.slice(0, MAX_INFO_LENGTH) }),
  };
}

/** The error with the highest timestamp; of equals the one that was reported last. */
export function latestError(errors: readonly ConnectorError[]): ConnectorError | undefined {
  let latest: ConnectorError | undefined;
  for (const error of errors) {
    if (latest === undefined || timeOf(error) >= timeOf(latest)) latest = error;
  }
  return latest;
}

function timeOf({ timestamp }: ConnectorError): number {
  return parseDateTime(timestamp) ?? 0;
}

export function hasFault(errors: readonly ConnectorError[]): boolean {
  return errors.some((error) => error.isFault);
}
