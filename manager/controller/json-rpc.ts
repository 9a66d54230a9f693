/** framework.md §32: the codes of refused requests. */
export type RpcCode = -32700 | -32600 | -32601 | -32602 | -32603;

export type RpcId = string | number;

export interface RpcRequest {
  readonly id: RpcId;
  readonly method: string;
  readonly params: unknown;
}

export interface RpcFailure {
  readonly code: RpcCode;
  readonly message: string;
  /** What further helps to understand it. */
  readonly data?: unknown;
}

export type RpcOutcome =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: RpcFailure };

export type RpcReading =
  | { readonly ok: true; readonly request: RpcRequest }
  | { readonly ok: false; readonly id: RpcId | null; readonly error: RpcFailure };

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

export function failure(code: RpcCode, message: string, data?: unknown): { readonly ok: false; error: RpcFailure } {
  return { ok: false, error: { code, message, ...(data !== undefined && { data }) } };
}

/** Reads `{"id", "method", "params"}`. A request without an id is refused, as nobody could be answered. */
export function readRequest(text: string): RpcReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, ...failure(PARSE_ERROR, 'the request is no JSON') };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, ...failure(INVALID_REQUEST, 'the request is no object') };
  }
  const { id, method, params } = value as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number') {
    return { id: null, ...failure(INVALID_REQUEST, '"id" has to be a string or a number') };
  }
  if (typeof method !== 'string') return { id, ...failure(INVALID_REQUEST, '"method" has to be a string') };
  return { ok: true, request: { id, method, params } };
}

/** The text of an answer. */
export function writeAnswer(id: RpcId | null, outcome: RpcOutcome): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    ...(outcome.ok ? { result: outcome.result } : { error: outcome.error }),
  });
}
