import { EverestError } from '../errors/everest-error.js';
import type { ErrorCode } from '../errors/everest-error.js';

export type StoreFailure = 'FULL' | 'READ_ONLY' | 'LOCKED' | 'CORRUPT' | 'CANNOT_OPEN' | 'CLOSED' | 'FAILED';

/** A database refused to open, read or write. What the failed call or transaction was to store is not stored. */
export class StoreFailed extends EverestError {
  readonly path: string;
  readonly failure: StoreFailure;

  constructor(path: string, failure: StoreFailure, reason: string, cause?: unknown) {
    const code: ErrorCode = `STORE_${failure}`;
    super(code, `${path}: ${reason}`, {
      retryable: failure === 'FULL' || failure === 'LOCKED',
      details: { path, failure },
      ...(cause === undefined ? {} : { cause }),
    });
    this.path = path;
    this.failure = failure;
  }
}
