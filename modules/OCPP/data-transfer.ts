import { type Logger, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { DataTransferRequest, DataTransferResponse } from '#generated/types/ocpp';
import { ChargePointNotStarted, type ChargePoint, type Request, type Response } from '../../lib/ocpp16/index.js';

/** OCPP 1.6 §6.17. */
const MAX_VENDOR_ID_LENGTH = 255;
const MAX_MESSAGE_ID_LENGTH = 50;

/** A vendor message to the central system. */
export async function sendData(
  { data, message_id: messageId, vendor_id: vendorId }: DataTransferRequest,
  { chargePoint, log }: { readonly chargePoint: ChargePoint; readonly log: Logger },
): Promise<DataTransferResponse> {
  if (vendorId.length > MAX_VENDOR_ID_LENGTH || (messageId?.length ?? 0) > MAX_MESSAGE_ID_LENGTH) {
    log.warn({ vendorId: vendorId.length, messageId: messageId?.length }, 'vendor or message id is too long');
    return { status: 'Rejected' };
  }
  const request = {
    vendorId,
    ...(messageId !== undefined && { messageId }),
    ...(data !== undefined && { data }),
  };
  try {
    return (await chargePoint.dataTransfer(request)) ?? { status: 'Offline' };
  } catch (error) {
    if (!(error instanceof ChargePointNotStarted)) throw error;
    return { status: 'Offline' };
  }
}

type Receiver = NonNullable<ModuleContext<OCPP>['requires']['data_transfer']>;

/** A vendor message of the central system that nobody here knows. */
export async function receiveData(
  { data, messageId, vendorId }: Request<'DataTransfer'>,
  receiver: Receiver,
): Promise<Response<'DataTransfer'>> {
  const { data: answer, status } = await receiver.call.data_transfer({
    request: {
      vendor_id: vendorId,
      ...(messageId !== undefined && { message_id: messageId }),
      ...(data !== undefined && { data }),
    },
  });
  return {
    // A receiver that is offline knows the vendor as little as one that does not exist.
    status: status === 'Offline' ? 'UnknownVendorId' : status,
    ...(answer !== undefined && { data: answer }),
  };
}
