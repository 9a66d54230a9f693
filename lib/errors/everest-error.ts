/** Families: `CFG_` configuration, `BUS_` bus and framework, `MODULE_` module life, `OCPP_` protocol, `STORE_` persistence, `INTERNAL_` cannot happen. */
export type ErrorCode = `${'CFG' | 'BUS' | 'MODULE' | 'OCPP' | 'STORE' | 'INTERNAL'}_${string}`;

export interface EverestErrorOptions {
  readonly cause?: unknown;
  /** Whether the same operation may succeed when it is tried again. */
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Base of every error thrown here. The code is stable; `docs/reference/errors.md` lists each with cause and cure. */
export class EverestError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: EverestErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** The text of anything that was thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
