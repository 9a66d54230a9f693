import type { Request, Response } from '../messages/index.js';

export type Answer = Response<'DataTransfer'>;
export type DataTransferRequest = Request<'DataTransfer'>;

/** The message was understood; what came of it is in the document. */
export function accepted(document: object): Answer {
  return { status: 'Accepted', data: JSON.stringify(document) };
}

/** The message was not understood, or cannot be obeyed for the given reason. */
export function refused(reason?: string): Answer {
  return { status: 'Rejected', ...(reason !== undefined && { data: reason }) };
}
