import type { Random } from '../clock/random.js';

/** OCPP-J 1.6 §4.1.4: a UUID v4 in lower case, 36 characters. */
export function uniqueId(random: Random): string {
  const digit = (): string => Math.floor(random() * 16).toString(16);
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => (place === 'x' ? digit() : variant));
}
