import type { Clock, Telemetry, Timer } from 'everest-ts';
import type { Powermeter } from '#generated/types/powermeter';
import type { BillingMeter } from './metering/billing-meter.js';

const METER_PERIOD_MS = 10_000;

export interface MeterTelemetryOptions {
  readonly telemetry: Telemetry;
  readonly meter: BillingMeter;
  readonly clock: Clock;
}

/** Sends the meter's reading every 10 s, once there is one. */
export function startMeterTelemetry({ telemetry, meter, clock }: MeterTelemetryOptions): Timer {
  return clock.setInterval(() => {
    if (meter.latest !== undefined) telemetry.publish('livedata', 'power_meter', meterValues(meter.latest));
  }, METER_PERIOD_MS);
}

/** One level of keys, absent quantities left out. */
export function meterValues(value: Powermeter): Record<string, string | number | boolean> {
  const quantities = {
    energy_import_Wh: value.energy_Wh_import,
    energy_export_Wh: value.energy_Wh_export,
    power_W: value.power_W,
    voltage_V: value.voltage_V,
    VAR: value.VAR,
    current_A: value.current_A,
    frequency_Hz: value.frequency_Hz,
  };
  const flat: Record<string, string | number | boolean> = { meter_timestamp: value.timestamp };
  if (value.meter_id !== undefined) flat['meter_id'] = value.meter_id;
  if (value.phase_seq_error !== undefined) flat['phase_sequence_error'] = value.phase_seq_error;
  for (const [name, parts] of Object.entries(quantities)) {
    for (const [part, number] of Object.entries(parts ?? {})) {
      if (typeof number === 'number') flat[`${name}_${part}`] = number;
    }
  }
  return flat;
}
