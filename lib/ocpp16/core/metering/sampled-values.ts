import type {
  Measurand,
  MeterLocation,
  Phase,
  ReadingContext,
  SampledValue,
  UnitOfMeasure,
} from '../../messages/index.js';
import type { DcOrPhaseValues, LocatedValue, MeterState, PhaseValues } from './measurement.js';

interface Reading {
  readonly value: number;
  readonly phase?: Phase;
  readonly location?: MeterLocation;
}

interface MeasurandRow {
  readonly unit?: UnitOfMeasure;
  readonly location?: MeterLocation;
  readonly read: (meter: MeterState) => readonly Reading[];
}

const locations: readonly MeterLocation[] = ['Body', 'Cable', 'EV', 'Inlet', 'Outlet'];
const phases = ['L1', 'L2', 'L3'] as const;

function perPhase(values: PhaseValues | DcOrPhaseValues | undefined): Reading[] {
  return phases.flatMap((phase) => {
    const value = values?.[phase];
    return value === undefined ? [] : [{ value, phase }];
  });
}

function withoutPhase(value: number | undefined): Reading[] {
  return value === undefined ? [] : [{ value }];
}

function totalAndPhases(values: PhaseValues | undefined): Reading[] {
  return [...withoutPhase(values?.total), ...perPhase(values)];
}

function dcAndPhases(values: DcOrPhaseValues | undefined): Reading[] {
  return [...withoutPhase(values?.DC), ...perPhase(values)];
}

function located(read: LocatedValue | undefined, fallback?: MeterLocation): Reading[] {
  if (read === undefined) return [];
  const location = locations.find((known) => known === read.location) ?? fallback;
  return [{ value: read.value, ...(location !== undefined && { location }) }];
}

/** Which readings a measurand has. Measurands that are not listed never produce a value. */
const rows: Partial<Record<Measurand, MeasurandRow>> = {
  'Energy.Active.Import.Register': {
    unit: 'Wh',
    location: 'Outlet',
    read: ({ measurement }) => totalAndPhases(measurement.powerMeter.energyImportWh),
  },
  'Energy.Active.Export.Register': {
    unit: 'Wh',
    read: ({ measurement }) => totalAndPhases(measurement.powerMeter.energyExportWh),
  },
  'Power.Active.Import': {
    unit: 'W',
    location: 'Outlet',
    read: ({ measurement }) => totalAndPhases(measurement.powerMeter.powerW),
  },
  Voltage: { unit: 'V', location: 'Outlet', read: ({ measurement }) => dcAndPhases(measurement.powerMeter.voltageV) },
  'Current.Import': {
    unit: 'A',
    location: 'Outlet',
    read: ({ measurement }) => dcAndPhases(measurement.powerMeter.currentA),
  },
  Frequency: { read: ({ measurement }) => perPhase(measurement.powerMeter.frequencyHz) },
  'Current.Offered': { unit: 'A', location: 'Outlet', read: ({ offeredCurrentA }) => [{ value: offeredCurrentA }] },
  'Power.Offered': { unit: 'W', location: 'Outlet', read: ({ offeredPowerW }) => [{ value: offeredPowerW }] },
  SoC: { unit: 'Percent', read: ({ measurement }) => located(measurement.socPercent, 'EV') },
  Temperature: {
    unit: 'Celsius',
    read: ({ measurement }) => (measurement.temperatureC ?? []).flatMap((entry) => located(entry)),
  },
  RPM: { read: ({ measurement }) => located(measurement.rpm, 'EV') },
};

/** OCPP 1.6 §7.43: the sampled values of one meter value, in the order in which the measurands are configured. */
export function sampledValues(
  measurands: readonly Measurand[],
  meter: MeterState,
  context: ReadingContext,
): SampledValue[] {
  return [...new Set(measurands)].flatMap((measurand) => {
    const row = rows[measurand];
    return row === undefined ? [] : row.read(meter).map((reading) => sampledValue(measurand, row, reading, context));
  });
}

function sampledValue(
  measurand: Measurand,
  row: MeasurandRow,
  reading: Reading,
  context: ReadingContext,
): SampledValue {
  const location = reading.location ?? row.location;
  return {
    value: reading.value.toFixed(2),
    context,
    format: 'Raw',
    measurand,
    ...(reading.phase !== undefined && { phase: reading.phase }),
    ...(location !== undefined && { location }),
    ...(row.unit !== undefined && { unit: row.unit }),
  };
}

/** A signed reading passes unchanged and says neither what nor where it measured. */
export function signedValue(value: string, context: ReadingContext): SampledValue {
  return { value, context, format: 'SignedData' };
}
