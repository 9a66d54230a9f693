import { escapeMarkup } from '../../../lib/text/escape-markup.js';

export type LogOrigin = 'EVSE' | 'CAR' | 'SYS';

export interface LogLine {
  readonly timestamp: string;
  readonly origin: LogOrigin;
  readonly message: string;
  /** Body of an ISO 15118 message, readable. */
  readonly body?: string;
}

/** As published on `hlc_log`. */
export function logMessage({ origin, message }: LogLine): string {
  const target = { EVSE: 'CAR', CAR: 'EVSE', SYS: '' }[origin];
  return JSON.stringify({ origin, target, iso15118: false, msg: message });
}

export function csvLine({ timestamp, origin, message, body }: LogLine): string {
  return `${[timestamp, origin, message, body ?? ''].map(quoted).join(',')}\n`;
}

export const htmlHead =
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Session log</title><style>' +
  'table{border-collapse:collapse;font-family:sans-serif}td,th{border:1px solid #999;padding:2px 6px}' +
  '.EVSE{background:#e6f2ff}.CAR{background:#e9f7e9}.SYS{background:#eee}</style></head><body><table>\n' +
  '<tr><th>Time</th><th>EVSE</th><th>CAR</th><th>Body</th><th>Hex</th><th>Base64</th></tr>\n';

export const htmlFoot = '</table></body></html>\n';

export function htmlRow({ timestamp, origin, message, body }: LogLine): string {
  const text = escapeMarkup(message);
  const columns = origin === 'CAR' ? ['', text] : [text, ''];
  const cells = [timestamp, ...columns, escapeMarkup(body ?? ''), '', ''];
  return `<tr class="${origin}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
