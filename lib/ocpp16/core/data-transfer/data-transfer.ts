import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { DataTransferHandler } from '../callbacks.js';
import type { CoreContext } from '../context.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'outbox'>;

const MISSING_MESSAGE_ID = '';

/** Vendor messages in both directions (OCPP 1.6 §4.3, §5.6). */
export class DataTransfer {
  readonly #parts: Parts;
  readonly #handlers = new Map<string, Map<string, DataTransferHandler>>();
  readonly #restrictions = new Map<string, () => boolean>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One handler per vendor and message, compared exactly; without `messageId` for requests that have none. */
  register(vendorId: string, messageId: string | undefined, handler: DataTransferHandler): void {
    const ofVendor = this.#handlers.get(vendorId) ?? new Map<string, DataTransferHandler>();
    ofVendor.set(messageId ?? MISSING_MESSAGE_ID, handler);
    this.#handlers.set(vendorId, ofVendor);
  }

  /** While `isOffered` is false the vendor is as unknown as one without handlers. */
  restrict(vendorId: string, isOffered: () => boolean): void {
    this.#restrictions.set(vendorId, isOffered);
  }

  /** What no handler knows is offered to the general callback. */
  async answer(
    request: Request<'DataTransfer'>,
    call: Pick<IncomingCall, 'afterAnswer'>,
  ): Promise<Response<'DataTransfer'>> {
    const { callbacks, guard } = this.#parts;
    const isOffered = this.#restrictions.get(request.vendorId)?.() ?? true;
    const ofVendor = isOffered ? this.#handlers.get(request.vendorId) : undefined;
    const handler = ofVendor?.get(request.messageId ?? MISSING_MESSAGE_ID);
    const rejected: Response<'DataTransfer'> = { status: 'Rejected' };
    const known =
      handler === undefined
        ? unknown(ofVendor !== undefined)
        : await guard.ask('dataTransfer', () => handler(request, call), rejected);
    const isUnknown = known.status === 'UnknownVendorId' || known.status === 'UnknownMessageId';
    if (!isUnknown) return known;
    return guard.ask('dataTransfer', () => callbacks.dataTransfer?.(request) ?? known, rejected);
  }

  /** `undefined` while offline and after 60 s without an answer; an error of the central system is `Rejected`. */
  async send(request: Request<'DataTransfer'>): Promise<Response<'DataTransfer'> | undefined> {
    const outcome = await this.#parts.outbox.call('DataTransfer', request);
    switch (outcome.kind) {
      case 'response':
        return outcome.payload;
      case 'error':
      case 'invalid':
        return { status: 'Rejected' };
      default:
        return undefined;
    }
  }
}

function unknown(isVendorKnown: boolean): Response<'DataTransfer'> {
  return { status: isVendorKnown ? 'UnknownMessageId' : 'UnknownVendorId' };
}
