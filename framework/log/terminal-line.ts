import { isRecord } from '../../lib/json/is-record.js';

const names: Readonly<Record<number, { readonly text: string; readonly colour: number }>> = {
  10: { text: 'VERB', colour: 90 },
  20: { text: 'DEBG', colour: 36 },
  30: { text: 'INFO', colour: 32 },
  40: { text: 'WARN', colour: 33 },
  50: { text: 'ERRO', colour: 31 },
  60: { text: 'CRIT', colour: 35 },
};

const MODULE_WIDTH = 15;
const own = new Set(['level', 'time', 'msg', 'module', 'err']);

/** One JSON log line as a line for people: time, level, module, message, fields. */
export function terminalLine(json: string, colours: boolean): string {
  const record = parse(json);
  if (record === undefined) return json;
  const { level, time, msg, module, err } = record;
  const name = names[Number(level)] ?? { text: String(level), colour: 0 };
  if (typeof time !== 'number') return json;
  const clock = new Date(time).toISOString().slice(11, 23);
  const tag = colours ? `\u001b[${name.colour}m${name.text}\u001b[0m` : name.text;
  const fields = Object.entries(record)
    .filter(([key]) => !own.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const cause = isRecord(err) ? `: ${typeof err['message'] === 'string' ? err['message'] : JSON.stringify(err)}` : '';
  const who = typeof module === 'string' ? module : 'manager';
  const text = `${String(msg)}${cause}${fields.join('')}`;
  return `${clock} ${tag} ${who.slice(0, MODULE_WIDTH).padEnd(MODULE_WIDTH)} ${printable(text)}\n`;
}

/** Control characters as JSON writes them: fields may hold what came from outside. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const written = JSON.stringify(character).slice(1, -1);
    return written === character ? `\\u00${character.charCodeAt(0).toString(16)}` : written;
  });
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
