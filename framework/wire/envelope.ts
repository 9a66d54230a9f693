import { randomUUID } from 'node:crypto';
import { isRecord } from '../../lib/json/is-record.js';

/** framework.md §14.2: what `msg_type` may say. A C++ peer dies on any other word, so nothing else is ever published. */
export const messageTypes = [
  'Var',
  'Cmd',
  'CmdResult',
  'RaiseError',
  'ClearError',
  'ConfigurationRequest',
  'ConfigurationResponse',
  'ModuleReady',
  'GlobalReady',
  'Heartbeat',
  'ExternalMQTT',
] as const;

export type MessageType = (typeof messageTypes)[number];

export interface Envelope {
  readonly type: MessageType;
  readonly data: unknown;
}

export type Decoded =
  { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly reason: string };

const known: ReadonlySet<string> = new Set(messageTypes);

/** Deeper than anything that a module means; what is far deeper is read well, but ends who copies it or writes it again. */
const MAX_DEPTH = 200;

export function encodeEnvelope(type: MessageType, data: unknown): string {
  return stringify({ data: data === undefined ? null : data, msg_type: type });
}

/**
 * Anything that is not an envelope of a known type, or is nested too deeply, is refused with a reason; a message without `data`
 * is its own data.
 */
export function decodeEnvelope(payload: string): Decoded {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return { ok: false, reason: payload === '' ? 'empty payload' : 'payload is not JSON' };
  }
  if (!isRecord(parsed)) return { ok: false, reason: 'payload is not an object' };
  // each level takes two characters at least
  if (payload.length > 2 * MAX_DEPTH && isDeeper(parsed, MAX_DEPTH))
    return { ok: false, reason: 'payload is nested too deeply' };
  const type = parsed['msg_type'];
  if (typeof type !== 'string') return { ok: false, reason: 'msg_type is missing' };
  if (!known.has(type)) return { ok: false, reason: `unknown msg_type ${JSON.stringify(type.slice(0, 40))}` };
  return { ok: true, envelope: { type: type as MessageType, data: 'data' in parsed ? parsed['data'] : parsed } };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}

/**
 * A number that must be written with a fraction (`500.0`), because C++ and Rust readers pick their variant from the
 * form of the JSON number (framework.md §36.1).
 */
export class Decimal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** Non-finite numbers become null, as in upstream. */
  toJSON(): string | null {
    if (!Number.isFinite(this.value)) return null;
    return `${mark}${Number.isInteger(this.value) ? this.value.toFixed(1) : String(this.value)}${mark}`;
  }
}

/** Never leaves this process, and no text from outside can hold it by intent. */
const mark = `decimal:${randomUUID()}:`;
const marked = new RegExp(`"${mark}([^"]*)${mark}"`, 'g');

/** JSON in one line. Non-finite numbers become null, as in upstream. */
export function stringify(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(mark) ? text.replace(marked, '$1') : text;
}
