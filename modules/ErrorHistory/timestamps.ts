/** RFC 3339 UTC with milliseconds, so that texts compare like times. What is no date stays as it is. */
export function normalTimestamp(text: string): string {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? text : new Date(timeMs).toISOString();
}
