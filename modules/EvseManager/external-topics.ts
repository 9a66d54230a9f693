import type { ExternalMqtt } from 'everest-ts';
import type { Powermeter } from '#generated/types/powermeter';
import { STATE_FACTS, type ChargerState } from './charger/states.js';

export interface ExternalCommands {
  enable(): void;
  disable(): void;
  switchPhases(threePhases: boolean): void;
  pause(): void;
  resume(): void;
}

/** Topics of one EVSE outside the interface bus, for dashboards and scripts. */
export class ExternalTopics {
  readonly #mqtt: ExternalMqtt;
  readonly #base: string;

  constructor(mqtt: ExternalMqtt, connectorId: number) {
    this.#mqtt = mqtt;
    this.#base = `everest_external/nodered/${connectorId}`;
  }

  listen(commands: ExternalCommands): void {
    const on = (name: string, handler: (payload: string) => void): void => {
      this.#mqtt.subscribe(`${this.#base}/cmd/${name}`, handler);
    };
    on('enable', () => commands.enable());
    on('disable', () => commands.disable());
    on('switch_three_phases_while_charging', (payload) => commands.switchPhases(payload === 'true'));
    on('pause_charging', () => commands.pause());
    on('resume_charging', () => commands.resume());
  }

  state(state: ChargerState): void {
    const { label, number } = STATE_FACTS[state];
    this.#publish('state/state_string', label);
    this.#publish('state/state', number);
  }

  maxCurrent(ampere: number): void {
    this.#publish('state/max_current', decimal(ampere));
  }

  maxPower(watt: number): void {
    this.#publish('state/max_watt', decimal(watt));
  }

  temperature(celsius: number): void {
    this.#publish('state/temperature', decimal(celsius));
  }

  powermeter(value: Powermeter): void {
    if (value.phase_seq_error !== undefined) this.#publish('powermeter/phaseSeqError', value.phase_seq_error);
    this.#publish('powermeter/time_stamp', value.timestamp);
    if (value.power_W !== undefined) this.#publish('powermeter/totalKw', decimal(value.power_W.total / 1000, 1));
    this.#publish('powermeter/totalKWattHr', decimal(value.energy_Wh_import.total / 1000));
    if (value.energy_Wh_export !== undefined) {
      this.#publish('powermeter/totalExportKWattHr', decimal(value.energy_Wh_export.total / 1000));
    }
    this.#publish('powermeter_json', JSON.stringify(value));
  }

  #publish(name: string, payload: string | number | boolean): void {
    this.#mqtt.publish(`${this.#base}/${name}`, payload);
  }
}

/** Numbers travel as text with a fixed number of decimals. */
function decimal(value: number, digits = 5): string {
  return value.toFixed(digits);
}
