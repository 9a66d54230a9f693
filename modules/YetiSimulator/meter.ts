import type { Powermeter } from '#generated/types/powermeter';
import type { Temperature } from '#generated/types/temperature';
import { noPhases, type Board, type EnergyCounters, type PhaseValues } from './board.js';

const MS_PER_HOUR = 3_600_000;

/** Power per phase in W; nothing flows through an open contactor. */
export function powerOf({ readings, relayOn, evse }: Board): PhaseValues {
  if (!relayOn) return noPhases;
  const { voltageV, currentA } = readings;
  return {
    L1: voltageV.L1 * currentA.L1,
    L2: evse.threePhases ? voltageV.L2 * currentA.L2 : 0,
    L3: evse.threePhases ? voltageV.L3 * currentA.L3 : 0,
  };
}

/** The counters after `dtMs` at the present power. The direction of L1 decides which counters run. */
export function countEnergy(board: Board, dtMs: number): EnergyCounters {
  const { energy, readings } = board;
  const powerW = powerOf(board);
  if (readings.currentA.L1 >= 0) return { ...energy, importWh: addWh(energy.importWh, powerW, dtMs) };
  const suppliedW = { L1: Math.abs(powerW.L1), L2: Math.abs(powerW.L2), L3: Math.abs(powerW.L3) };
  return { ...energy, exportWh: addWh(energy.exportWh, suppliedW, dtMs) };
}

function addWh(counters: PhaseValues, powerW: PhaseValues, dtMs: number): PhaseValues {
  const hours = dtMs / MS_PER_HOUR;
  return {
    L1: counters.L1 + powerW.L1 * hours,
    L2: counters.L2 + powerW.L2 * hours,
    L3: counters.L3 + powerW.L3 * hours,
  };
}

export function hasCounted({ importWh, exportWh }: EnergyCounters): boolean {
  return totalOf(importWh) + totalOf(exportWh) > 0;
}

/** In degrees Celsius; the meter warms up by 3 K per kW in either direction. */
export function meterTemperature(board: Board): Temperature {
  const temperature = 25 + Math.abs(totalOf(powerOf(board))) * 0.003;
  return { temperature, identification: 'Powermeter', location: 'Powermeter' };
}

/** The reading as published; `nowMs` is milliseconds since 1970. */
export function meterReading(board: Board, nowMs: number): Powermeter {
  const { currentA, voltageV, frequencyHz } = board.readings;
  return {
    timestamp: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    meter_id: 'YETI_POWERMETER',
    phase_seq_error: false,
    energy_Wh_import: roundedWithTotal(board.energy.importWh),
    energy_Wh_export: roundedWithTotal(board.energy.exportWh),
    power_W: roundedWithTotal(powerOf(board)),
    voltage_V: { ...voltageV },
    current_A: { ...currentA },
    frequency_Hz: { ...frequencyHz },
    temperatures: [meterTemperature(board)],
  };
}

function roundedWithTotal(values: PhaseValues): PhaseValues & { readonly total: number } {
  return {
    total: Math.round(totalOf(values)),
    L1: Math.round(values.L1),
    L2: Math.round(values.L2),
    L3: Math.round(values.L3),
  };
}

function totalOf({ L1, L2, L3 }: PhaseValues): number {
  return L1 + L2 + L3;
}
