/** The exit code that a payload asks for; 0 where it is empty or no integer. A process hands on its lowest 8 bits. */
export function exitCodeOf(payload: string): number {
  const text = payload.trim();
  return /^[+-]?\d{1,10}$/.test(text) ? Number(text) & 0xff : 0;
}
