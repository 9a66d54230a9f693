import { timestamp } from '../../lib/clock/clock.js';
import { stringify } from '../wire/envelope.js';
import type { Telemetry } from './api.js';
import type { ModuleScope } from './module-scope.js';

/** framework.md §20: a silent no-op unless the system and this instance have telemetry. */
export class TelemetryTopics implements Telemetry {
  readonly #scope: ModuleScope;

  constructor(scope: ModuleScope) {
    this.#scope = scope;
  }

  get enabled(): boolean {
    return this.#scope.metadata.settings.telemetry_enabled && this.#id !== undefined;
  }

  publish(category: string, subcategory: string, values: Readonly<Record<string, unknown>>, type = subcategory): void {
    if (!this.enabled) return;
    const { connector_id: reserved, ...rest } = values;
    if (reserved !== undefined)
      this.#scope.log.warn({ category, subcategory }, 'telemetry key connector_id is reserved');
    const topic = `${this.#scope.metadata.settings.telemetry_prefix}${category}/${this.#id}/${subcategory}`;
    const data = { ...rest, timestamp: timestamp(this.#scope.clock), connector_id: this.#id, type };
    this.#scope.bus.sendText(topic, stringify(data), { qos: 0 });
  }

  get #id(): number | undefined {
    const { telemetry_config: own } = this.#scope.document.module_config;
    return (own ?? this.#scope.document.telemetry_config)?.id;
  }
}
