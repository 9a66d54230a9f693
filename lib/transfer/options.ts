export interface TransferOptions {
  /** Ends the transfer; what has arrived so far is worth nothing. */
  readonly signal?: AbortSignal;
  /** Trusted roots (PEM) instead of those of the system. */
  readonly ca?: string | readonly string[];
  /** Longest silence of the server in ms, also while connecting; default 20 000. */
  readonly timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 20_000;
