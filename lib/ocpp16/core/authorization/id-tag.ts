/** OCPP 1.6 §7.27: an idTag has at most 20 characters. */
export const MAX_ID_TAG_LENGTH = 20;

export function isIdTag(text: string): boolean {
  return [...text].length <= MAX_ID_TAG_LENGTH;
}

/** What of a token fits into an idTag. */
export function fitIdTag(text: string): string {
  return isIdTag(text) ? text : [...text].slice(0, MAX_ID_TAG_LENGTH).join('');
}
