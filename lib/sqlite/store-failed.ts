import { EverestError } from '../errors/everest-error.js';
import type { ErrorCode } from '../errors/everest-error.js';

export type StoreFailure = 'FULL' | 'READ_ONLY' | 'LOCKED' | 'CORRUPT' | 'CANNOT_OPEN' | 'CLOSED' | 'FAILED';

const codes: Readonly<Record<StoreFailure, ErrorCode>> = {
  FULL: 'STORE_FULL',
  READ_ONLY: 'STORE_READ_ONLY',
  LOCKED: 'STORE_LOCKED',
  CORRUPT: 'STORE_CORRUPT',
  CANNOT_OPEN: 'STORE_CANNOT_OPEN',
  CLOSED: 'STORE_CLOSED',
  FAILED: 'STORE_FAILED',
};

/** A database refused to open, read or write. What the failed call or transaction was to store is not stored. */
export class StoreFailed extends EverestError {
  readonly path: string;
  readonly failure: StoreFailure;

  constructor(path: string, failure: StoreFailure, reason: string, cause?: unknown) {
    super(codes[failure], `${path}: ${reason}`, {
      retryable: failure === 'FULL' || failure === 'LOCKED',
      details: { path, failure },
      ...(cause === undefined ? {} : { cause }),
    });
    this.path = path;
    this.failure = failure;
  }
}
