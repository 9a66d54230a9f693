import type { Powermeter } from '#generated/types/powermeter';
import type { Measurement, PowerMeter } from '../../lib/ocpp16/index.js';

/** What the meter shows and what the car tells of its battery, as one measurement. */
export function measurementOf(meter: Powermeter, socPercent: number | undefined): Measurement {
  const { temperatures } = meter;
  return {
    powerMeter: powerMeterOf(meter),
    ...(socPercent !== undefined && { socPercent: { value: socPercent } }),
    ...(temperatures !== undefined && {
      temperatureC: temperatures.map(({ temperature, location }) => ({
        value: temperature,
        ...(location !== undefined && { location }),
      })),
    }),
  };
}

function powerMeterOf(meter: Powermeter): PowerMeter {
  const { timestamp, energy_Wh_import, energy_Wh_export, power_W, voltage_V, current_A, frequency_Hz } = meter;
  return {
    timestamp,
    energyImportWh: present(energy_Wh_import),
    ...(energy_Wh_export !== undefined && { energyExportWh: present(energy_Wh_export) }),
    ...(power_W !== undefined && { powerW: present(power_W) }),
    ...(voltage_V !== undefined && { voltageV: present(voltage_V) }),
    ...(current_A !== undefined && { currentA: present(current_A) }),
    ...(frequency_Hz !== undefined && { frequencyHz: present(frequency_Hz) }),
  };
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The same readings without the members that are there but undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
