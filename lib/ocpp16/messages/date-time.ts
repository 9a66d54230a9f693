const form = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))?$/;

/** Milliseconds since 1970 of an OCPP date-time with numeric offset, with `Z`, or without a zone (read as UTC). */
export function parseDateTime(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const milliseconds = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const local = utc(year, month, day, hour, minute, second) + milliseconds;
  if (!isCalendarDay(local, year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;

  const offset = offsetMs(match[8], Number(match[9] ?? 0), Number(match[10] ?? 0));
  return offset === undefined ? undefined : local - offset;
}

/** `Date.UTC` without its special reading of the years 0 to 99. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

function isCalendarDay(timeMs: number, year: number, month: number, day: number): boolean {
  const date = new Date(Math.floor(timeMs / 86_400_000) * 86_400_000);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function offsetMs(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
