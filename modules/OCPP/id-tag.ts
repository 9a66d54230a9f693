/** OCPP 1.6 §7.28: IdToken has at most so many characters. */
export const MAX_ID_TAG_LENGTH = 20;

/** A longer token has no meaning for the central system, and a shortened one might be somebody else's. */
export function isIdTag(value: string): boolean {
  return value.length <= MAX_ID_TAG_LENGTH;
}
