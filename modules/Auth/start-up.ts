import type { Logger, Required } from 'everest-ts';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import { Evse } from './evse.js';
import type { Station } from './station.js';

type Deferred = () => void;

/**
 * Learns the EVSEs of the station. What they report before is kept in its order. Tokens and updates are dropped before the
 * station is ready, and kept while its EVSEs are asked.
 */
export class StartUp {
  readonly #connections: readonly Required<EvseManagerInterface>[];
  readonly #station: Station;
  readonly #log: Logger;
  readonly #evseOfConnection = new Map<number, Evse>();
  /** Undefined once the module has started. */
  #deferred: Deferred[] | undefined = [];
  #running = false;

  constructor(connections: readonly Required<EvseManagerInterface>[], station: Station, log: Logger) {
    this.#connections = connections;
    this.#station = station;
    this.#log = log;
  }

  /** Runs `act` once the station has started. */
  whenStarted(what: string, act: () => void): void {
    if (this.#deferred === undefined) act();
    else if (this.#running) this.#deferred.push(act);
    else this.#log.warn({ what }, 'dropped, the station is not ready yet');
  }

  /** Runs `act` for the EVSE behind a connection as soon as it is known. */
  onEvse(index: number, act: (evse: Evse) => void): void {
    const run = (): void => {
      const evse = this.#evseOfConnection.get(index);
      if (evse === undefined) this.#log.warn({ connection: index }, 'report of an unknown EVSE dropped');
      else act(evse);
    };
    if (this.#deferred === undefined) run();
    else this.#deferred.push(run);
  }

  async run(): Promise<void> {
    this.#running = true;
    for (const connection of this.#connections) await this.#register(connection);
    const deferred = this.#deferred ?? [];
    this.#deferred = undefined;
    for (const run of deferred) run();
  }

  async #register(connection: Required<EvseManagerInterface>): Promise<void> {
    const { index, moduleId } = connection;
    const description = await connection.call.get_evse();
    if (description.id <= 0) {
      this.#log.error({ moduleId, evseId: description.id }, 'EVSE id is not positive, EVSE left out');
      return;
    }
    if (description.id !== index + 1) {
      this.#log.warn({ moduleId, evseId: description.id, connection: index }, 'EVSEs are not connected in order');
    }
    const evse = new Evse(description, connection);
    this.#evseOfConnection.set(index, evse);
    this.#station.add(evse);
  }
}
