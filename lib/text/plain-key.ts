/** `text` as a key of letters, digits, `_` and `.` alone, which is all that key-value stores take; anything else becomes `_`. */
export function plainKey(text: string): string {
  return text.replace(/[^A-Za-z0-9_.]/g, '_');
}
