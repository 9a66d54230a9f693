import { timestamp, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ComponentVariable } from '#generated/types/ocpp';
import type { ChangedKey } from '../../lib/ocpp16/index.js';

type Parts = Pick<ModuleContext<OCPP>, 'clock' | 'provides'>;

/** Who wants to hear of changed configuration keys. Key names compare without regard to case. */
export class KeyMonitors {
  readonly #parts: Parts;
  readonly #keys = new Set<string>();
  /** By key, then by how the variable was named. */
  readonly #variables = new Map<string, Map<string, ComponentVariable>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  watchKeys(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(normal(key));
  }

  watchVariables(variables: readonly ComponentVariable[]): void {
    for (const variable of variables) {
      const key = normal(variable.variable.name);
      const ofKey = this.#variables.get(key) ?? new Map<string, ComponentVariable>();
      this.#variables.set(key, ofKey.set(JSON.stringify(variable), variable));
    }
  }

  changed({ key, value }: ChangedKey): void {
    const { clock, provides } = this.#parts;
    if (this.#keys.has(normal(key))) provides.main.publish.configuration_key({ key, read_only: false, value });
    for (const component_variable of this.#variables.get(normal(key))?.values() ?? []) {
      provides.ocpp_generic.publish.event_data({
        component_variable,
        event_id: 0,
        timestamp: timestamp(clock),
        trigger: 'Alerting',
        actual_value: value,
        event_notification_type: 'CustomMonitor',
      });
    }
  }
}

function normal(key: string): string {
  return key.toLowerCase();
}
