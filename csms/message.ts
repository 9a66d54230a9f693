import type { CallErrorCode } from '../lib/ocpp-j/index.js';
import { masked } from './mask.js';

/** One message on a connection, as the central system saw it. */
export interface Message {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly chargePointId: string;
  readonly direction: 'received' | 'sent';
  readonly kind: 'call' | 'result' | 'error' | 'malformed';
  readonly id: string;
  /** For answers the action of the call that is answered; empty if that is unknown. */
  readonly action: string;
  /** For errors `{code, description, details}`, for malformed messages the text. */
  readonly payload: unknown;
}

/** How a call of a charge point is to be answered. */
export type ScriptedAnswer = { readonly delayMs?: number } & (
  | { readonly payload: unknown }
  | { readonly callError: CallErrorCode; readonly description?: string; readonly details?: object }
  | { readonly silence: true }
);

const MAX_PAYLOAD_CHARACTERS = 2000;

/** `2026-08-21T19:33:58.123Z cp001 -> BootNotification {...}`; the arrow points away from who sent it. */
export function messageLine({ atMs, chargePointId, direction, kind, action, payload }: Message): string {
  const arrow = direction === 'received' ? '->' : '<-';
  const suffix = { call: '', result: '.conf', error: '.error', malformed: '(malformed)' }[kind];
  const text = JSON.stringify(masked(payload)) ?? '';
  const shown = text.length > MAX_PAYLOAD_CHARACTERS ? `${text.slice(0, MAX_PAYLOAD_CHARACTERS)}...` : text;
  return `${new Date(atMs).toISOString()} ${chargePointId} ${arrow} ${action}${suffix} ${shown}`.trimEnd();
}
