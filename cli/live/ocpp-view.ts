import { readVariable } from '../../framework/wire/messages.js';
import type { Bus } from '../../framework/wire/bus.js';
import { isRecord } from '../../lib/json/is-record.js';
import { decodeFrame } from '../../lib/ocpp-j/index.js';
import type { Screen } from './screen.js';

/** More calls than are ever open at once. */
const MAX_OPEN_CALLS = 100;

/** Shows the OCPP messages that a charge point publishes on the bus, where the central system is not ours. */
export class OcppView {
  readonly #screen: Screen;
  readonly #actions = new Map<string, string>();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async follow(bus: Bus, moduleId: string): Promise<void> {
    const topic = bus.topics.variable(moduleId, 'ocpp_generic', 'ocpp_message');
    await bus.subscribe(topic, ({ data }) => this.#message(readVariable(data)?.value));
  }

  #message(value: unknown): void {
    if (!isRecord(value) || typeof value['message'] !== 'string') return;
    const arrow = value['direction'] === 'CSMSToChargingStation' ? '<-' : '->';
    this.#screen.line('OCPP', `${arrow} ${this.#describe(value['message'])}`, 'cyan');
  }

  #describe(text: string): string {
    const frame = decodeFrame(text);
    switch (frame.type) {
      case 'call':
        this.#remember(frame.id, frame.action);
        return `${frame.action} ${JSON.stringify(frame.payload)}`;
      case 'result':
        return `${this.#actions.get(frame.id) ?? frame.id}.conf ${JSON.stringify(frame.payload)}`;
      case 'error':
        return `${this.#actions.get(frame.id) ?? frame.id}.error ${frame.code} ${frame.description}`.trimEnd();
      case 'malformed':
        return `(malformed) ${text}`;
    }
  }

  #remember(id: string, action: string): void {
    this.#actions.set(id, action);
    const [oldest] = this.#actions.keys();
    if (this.#actions.size > MAX_OPEN_CALLS && oldest !== undefined) this.#actions.delete(oldest);
  }
}
