/** OCPP-J 1.6 §4.2.3, with the spelling of the standard. */
export const callErrorCodes = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const;

export type CallErrorCode = (typeof callErrorCodes)[number];

/** OCPP-J 1.6 §4.1.4. */
export const MAX_MESSAGE_ID_LENGTH = 36;
/** Message id of the answer to a call whose own id cannot be read. */
export const UNKNOWN_MESSAGE_ID = '-1';
/** OCPP-J 1.6 §4.2.3: the description is at most 255 characters. */
const MAX_DESCRIPTION_LENGTH = 255;

export interface Call {
  readonly type: 'call';
  readonly id: string;
  readonly action: string;
  /** `undefined` when the frame has no fourth element. */
  readonly payload: unknown;
}

export interface CallResult {
  readonly type: 'result';
  readonly id: string;
  readonly payload: unknown;
}

export interface CallError {
  readonly type: 'error';
  readonly id: string;
  /** As received; not necessarily one of `callErrorCodes`. */
  readonly code: string;
  readonly description: string;
  readonly details: unknown;
}

/** A text that is no frame. `reply` is the CALLERROR to send back, absent when there is nothing to answer. */
export interface MalformedFrame {
  readonly type: 'malformed';
  readonly reason: string;
  readonly reply?: string;
}

export type Frame = Call | CallResult | CallError;

/** OCPP-J 1.6 §4.2: a frame is a JSON array whose first element tells its type. Never throws. */
export function decodeFrame(text: string): Frame | MalformedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : 'not JSON');
  }
  if (!Array.isArray(value)) return unreadable('message is not a JSON array');
  if (value.length < 2) return unreadable('message has too few elements');
  const [type, id, ...rest] = value as [unknown, unknown, ...unknown[]];
  const fault = faultOfId(id);
  if (fault !== undefined) return type === 3 || type === 4 ? { type: 'malformed', reason: fault } : unreadable(fault);
  return decodeBody(type, String(id), rest);
}

function decodeBody(type: unknown, id: string, rest: readonly unknown[]): Frame | MalformedFrame {
  const [first, second, third] = rest;
  switch (type) {
    case 2:
      if (typeof first === 'string') return { type: 'call', id, action: first, payload: second };
      return unreadable(rest.length === 0 ? 'call has no action' : 'action is not a string', id);
    case 3:
      return { type: 'result', id, payload: first };
    case 4:
      return {
        type: 'error',
        id,
        code: textOr(first, 'GenericError'),
        description: textOr(second, ''),
        details: third,
      };
    default:
      return { type: 'malformed', reason: 'unknown message type' };
  }
}

function faultOfId(id: unknown): string | undefined {
  if (typeof id !== 'string') return 'message id is not a string';
  return id.length > MAX_MESSAGE_ID_LENGTH
    ? `message id has ${id.length} characters, ${MAX_MESSAGE_ID_LENGTH} are allowed`
    : undefined;
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function unreadable(reason: string, id = UNKNOWN_MESSAGE_ID): MalformedFrame {
  return { type: 'malformed', reason, reply: encodeError(id, 'GenericError', reason) };
}

export function encodeCall(id: string, action: string, payload: unknown): string {
  return JSON.stringify([2, id, action, payload]);
}

export function encodeResult(id: string, payload: unknown): string {
  return JSON.stringify([3, id, payload]);
}

export function encodeError(id: string, code: CallErrorCode, description = '', details: object = {}): string {
  return JSON.stringify([4, id, code, description.slice(0, MAX_DESCRIPTION_LENGTH), details]);
}
