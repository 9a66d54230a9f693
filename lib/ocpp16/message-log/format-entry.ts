import type { LogEntry } from './log-entry.js';

/** How entries look in a kind of file. */
export interface FileFormat {
  readonly header: string;
  readonly footer: string;
  entry(entry: LogEntry): string;
}

export const textFormat: FileFormat = {
  header: '',
  footer: '',
  entry: ({ time, origin, type, message }) =>
    origin === 'CentralSystem'
      ? `${time}: CentralSystem>ChargePoint  ${type}\n${message}\n\n`
      : `${time}: ChargePoint>CentralSystem ${type} \n${message}\n\n`,
};

const style = [
  'body { font-family: sans-serif; }',
  'table { border-collapse: collapse; width: 100%; }',
  'td, th { border: 1px solid #bbb; padding: 4px; text-align: left; vertical-align: top; }',
  '.ChargePoint { background: #eef6ff; }',
  '.CentralSystem { background: #f4fff0; }',
  '.SYS { background: #eee; }',
].join(' ');

const columns = ['Time', 'Direction', 'Charge point', 'Central system', 'Message'];

export const htmlFormat: FileFormat = {
  header: `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>OCPP messages</title><style>${style}</style></head><body>
<table><tr>${columns.map((column) => `<th>${column}</th>`).join('')}</tr>
`,
  footer: '</table></body></html>\n',
  entry({ time, origin, type, message }) {
    const isIncoming = origin === 'CentralSystem';
    const direction = isIncoming ? 'CentralSystem>ChargePoint' : 'ChargePoint>CentralSystem';
    const cells = [time, direction, isIncoming ? '' : type, isIncoming ? type : ''].map((cell) => cellOf(escape(cell)));
    return `<tr class="${origin}">${cells.join('')}${cellOf(`<pre>${escape(message)}</pre>`)}</tr>\n`;
  },
};

/** One SecurityEventNotification as JSON a line. */
export const securityFormat: FileFormat = {
  header: '',
  footer: '',
  entry: ({ message }) => `${message}\n`,
};

function cellOf(html: string): string {
  return `<td>${html}</td>`;
}

function escape(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
