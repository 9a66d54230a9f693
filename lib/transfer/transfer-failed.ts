import { EverestError } from '../errors/everest-error.js';

/**
 * Why a transfer did not happen: the location cannot be used (`bad-location`), its protocol is none of ours (`unsupported`), the
 * server wants another user or gives no access (`not-permitted`), or anything else on the way (`failed`).
 */
export type TransferFailure = 'bad-location' | 'unsupported' | 'not-permitted' | 'failed';

/** A file could not be fetched or sent. */
export class TransferFailed extends EverestError {
  readonly failure: TransferFailure;

  constructor(failure: TransferFailure, message: string, cause?: unknown) {
    super('MODULE_TRANSFER_FAILED', message, { cause, retryable: failure === 'failed', details: { failure } });
    this.failure = failure;
  }
}
