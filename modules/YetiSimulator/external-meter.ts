import type { Powermeter } from '#generated/types/powermeter';

export interface ExternalMessage {
  readonly topic: string;
  readonly payload: string | number | boolean;
}

/** The meter on the topics of former releases, below the external prefix; `nowMs` is milliseconds since 1970. */
export function externalMeter(reading: Powermeter, moduleId: string, nowMs: number): readonly ExternalMessage[] {
  const seconds = Math.floor(nowMs / 1000);
  const temperature = reading.temperatures?.[0]?.temperature ?? 0;
  const totalKw = phaseSum(reading.power_W) / 1000;
  const totalKwh = phaseSum(reading.energy_Wh_import) / 1000;
  const common = '/external/powermeter';
  const own = `/external/${moduleId}/powermeter`;
  return [
    { topic: `${common}/vrmsL1`, payload: reading.voltage_V?.L1 ?? 0 },
    { topic: `${common}/phaseSeqError`, payload: reading.phase_seq_error ?? false },
    { topic: `${common}/time_stamp`, payload: seconds },
    { topic: `${common}/tempL1`, payload: temperature },
    { topic: `${common}/totalKw`, payload: totalKw },
    { topic: `${common}/totalKWattHr`, payload: totalKwh },
    { topic: `${common}_json`, payload: JSON.stringify([flatReading(reading, temperature, seconds)]) },
    { topic: `${own}/tempL1`, payload: temperature },
    { topic: `${own}/totalKw`, payload: totalKw },
    { topic: `${own}/totalKWattHr`, payload: totalKwh },
  ];
}

type Phases = { readonly L1?: number | undefined; readonly L2?: number | undefined; readonly L3?: number | undefined };

function phaseSum(values: Phases | undefined): number {
  return (values?.L1 ?? 0) + (values?.L2 ?? 0) + (values?.L3 ?? 0);
}

function flatReading(reading: Powermeter, temperature: number, seconds: number): Record<string, number> {
  return {
    time_stamp: seconds,
    ...perPhase('vrms', reading.voltage_V),
    ...perPhase('irms', reading.current_A),
    irmsN: reading.current_A?.N ?? 0,
    ...perPhase('watt', reading.power_W),
    ...perPhase('freq', reading.frequency_Hz),
    ...perPhase('import_wattHr', reading.energy_Wh_import),
    total_importWattHr: reading.energy_Wh_import.total,
    ...perPhase('export_wattHr', reading.energy_Wh_export),
    total_exportWattHr: reading.energy_Wh_export?.total ?? 0,
    ...perPhase('temp', { L1: temperature, L2: temperature, L3: temperature }),
  };
}

function perPhase(name: string, values: Phases | undefined): Record<string, number> {
  return { [`${name}L1`]: values?.L1 ?? 0, [`${name}L2`]: values?.L2 ?? 0, [`${name}L3`]: values?.L3 ?? 0 };
}
