import { dateTime, freeText, list, object, oneOf, optional } from './field.js';
import type { Value } from './payload.js';

/** OCPP 1.6 §7 `Measurand`. */
export const measurand = oneOf(
  'Current.Export',
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Export.Register',
  'Energy.Active.Import.Register',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Register',
  'Energy.Active.Export.Interval',
  'Energy.Active.Import.Interval',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Import.Interval',
  'Frequency',
  'Power.Active.Export',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'RPM',
  'SoC',
  'Temperature',
  'Voltage',
);

/** OCPP 1.6 §7 `ReadingContext`. */
export const readingContext = oneOf(
  'Interruption.Begin',
  'Interruption.End',
  'Other',
  'Sample.Clock',
  'Sample.Periodic',
  'Transaction.Begin',
  'Transaction.End',
  'Trigger',
);

/** OCPP 1.6 §7 `Phase`. */
export const phase = oneOf('L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1');

/** OCPP 1.6 §7 `Location`. */
export const location = oneOf('Body', 'Cable', 'EV', 'Inlet', 'Outlet');

/** OCPP 1.6 §7 `UnitOfMeasure`; `Celcius` is the old spelling of the standard and only read, never written. */
export const unitOfMeasure = oneOf(
  'Wh',
  'kWh',
  'varh',
  'kvarh',
  'W',
  'kW',
  'VA',
  'kVA',
  'var',
  'kvar',
  'A',
  'V',
  'Celsius',
  'Celcius',
  'Fahrenheit',
  'K',
  'Percent',
);

/** OCPP 1.6 §7 `SampledValue`. */
export const sampledValue = object({
  value: freeText,
  context: optional(readingContext),
  format: optional(oneOf('Raw', 'SignedData')),
  measurand: optional(measurand),
  phase: optional(phase),
  location: optional(location),
  unit: optional(unitOfMeasure),
});

/** OCPP 1.6 §7 `MeterValue`. */
export const meterValue = object({
  timestamp: dateTime,
  sampledValue: list(sampledValue),
});

export type Measurand = Value<typeof measurand>;
export type ReadingContext = Value<typeof readingContext>;
export type Phase = Value<typeof phase>;
export type MeterLocation = Value<typeof location>;
export type UnitOfMeasure = Value<typeof unitOfMeasure>;
export type SampledValue = Value<typeof sampledValue>;
export type MeterValue = Value<typeof meterValue>;
