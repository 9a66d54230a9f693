import { timestamp, type Clock } from '../../clock/clock.js';
import { parseDateTime } from '../messages/index.js';

/** A time of the application as OCPP writes it: RFC 3339, UTC, milliseconds, `Z`. Without a readable time it is now. */
export function wireTime(text: string | undefined, clock: Clock): string {
  const timeMs = text === undefined ? undefined : parseDateTime(text);
  return timeMs === undefined ? timestamp(clock) : new Date(timeMs).toISOString();
}
