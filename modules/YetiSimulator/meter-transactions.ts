import type { YetiSimulator } from '#generated/modules/YetiSimulator';
import type { TransactionStartResponse, TransactionStopResponse } from '#generated/types/powermeter';
import type { SignedMeterValue } from '#generated/types/units_signed';

type MeterConfig = YetiSimulator['config']['module'];

export function startTransaction(config: MeterConfig): TransactionStartResponse {
  if (!config.dummy_meter_value_send_on_transaction_start) return { status: 'OK' };
  return { status: 'OK', signed_meter_value: signed(config.dummy_meter_value_blob_start) };
}

/** Any transaction id will do. */
export function stopTransaction(config: MeterConfig): TransactionStopResponse {
  return {
    status: 'OK',
    start_signed_meter_value: signed(config.dummy_meter_value_blob_start),
    signed_meter_value: signed(config.dummy_meter_value_blob_stop),
  };
}

function signed(text: string): SignedMeterValue {
  return { signed_meter_data: text, signing_method: 'dummy', encoding_method: 'plain' };
}
