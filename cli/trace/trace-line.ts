import type { CallEvent, TraceEvent } from './trace-event.js';

const codes = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 };
type Colour = keyof typeof codes;
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m`;

/** An event as a line for people: time, kind, who, what. */
export function traceLine(event: TraceEvent, paint: Paint): string {
  const time = paint('dim', new Date(event.at).toISOString().slice(11, 23));
  return `${time} ${body(event, paint)}`;
}

function body(event: TraceEvent, paint: Paint): string {
  switch (event.kind) {
    case 'variable':
      return `${paint('green', 'var  ')} ${place(event, paint)} = ${json(event.value)}`;
    case 'call':
      return call(event, paint);
    case 'error': {
      const raised = event.state === 'raised';
      const tag = paint(raised ? 'red' : 'green', 'error');
      const sub = event.subType === '' ? '' : ` (${event.subType})`;
      const said = raised ? ` ${event.severity}: ${event.message}` : '';
      return `${tag} ${event.module}.${event.implementation} ${event.state} ${paint('bold', event.name)}${sub}${said}`;
    }
    case 'life':
      return `${paint('dim', 'life ')} ${event.module === '' ? 'system' : event.module} ${event.text}`;
    case 'unreadable':
      return `${paint('yellow', 'lost ')} ${event.topic}: ${event.reason}`;
  }
}

function call(event: CallEvent, paint: Paint): string {
  const args = json(event.args);
  const head = `${paint('cyan', 'call ')} ${event.caller} -> ${place(event, paint)}(${args === '{}' ? '' : args})`;
  const duration = paint('dim', `${event.durationMs.toFixed(1)} ms`);
  if (event.outcome === 'pending') return `${head} ${paint('yellow', 'has no answer yet')} ${duration}`;
  if (event.failure !== undefined)
    return `${head} ${paint('red', `${event.failure.type}: ${event.failure.message}`)} ${duration}`;
  return `${head} = ${json(event.result)} ${duration}`;
}

function place({ module, implementation, name }: Extract<TraceEvent, { name: string }>, paint: Paint): string {
  return `${module}.${implementation}.${paint('bold', name)}`;
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
