/** A reading with an optional total and the phases that the meter knows. */
export interface PhaseValues {
  readonly total?: number;
  readonly L1?: number;
  readonly L2?: number;
  readonly L3?: number;
}

/** A reading that a direct current meter gives without a phase. */
export interface DcOrPhaseValues {
  readonly DC?: number;
  readonly L1?: number;
  readonly L2?: number;
  readonly L3?: number;
  readonly N?: number;
}

/** A reading with the place it was taken at (a location of the standard, others are left out). */
export interface LocatedValue {
  readonly value: number;
  readonly location?: string;
}

/** What the electricity meter of a connector shows at `timestamp` (RFC 3339). */
export interface PowerMeter {
  readonly timestamp: string;
  readonly energyImportWh: PhaseValues & { readonly total: number };
  readonly energyExportWh?: PhaseValues;
  readonly powerW?: PhaseValues;
  readonly voltageV?: DcOrPhaseValues;
  readonly currentA?: DcOrPhaseValues;
  readonly frequencyHz?: PhaseValues;
}

/** Everything measured at a connector at one moment. */
export interface Measurement {
  readonly powerMeter: PowerMeter;
  readonly socPercent?: LocatedValue;
  readonly temperatureC?: readonly LocatedValue[];
  readonly rpm?: LocatedValue;
}

/** Latest measurement and the limits last offered to the car. */
export interface MeterState {
  readonly measurement: Measurement;
  readonly offeredCurrentA: number;
  readonly offeredPowerW: number;
}
