import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import { MODULE_LEVEL, type ConfigParameter, type ParameterValue } from '../wire/config-messages.js';
import { isRecord } from '../../lib/json/is-record.js';
import type { Lane } from '../wire/lane.js';
import type { ConfigChangeAnswer } from './api.js';
import { awaitSubscription, newLane, type ModuleScope } from './module-scope.js';
import { readParameterText } from './parameter-text.js';

export type ConfigChangeHandler = (value: ParameterValue) => ConfigChangeAnswer | Promise<ConfigChangeAnswer>;

interface Watched {
  readonly parameter: ConfigParameter;
  readonly handler: ConfigChangeHandler;
}

interface SetReply {
  readonly status: 'Ok' | 'Error';
  readonly status_info: string;
  readonly type: 'Set';
  readonly response: { readonly status: string; readonly status_info: string } | null;
}

/** A change handler for a parameter that the module does not have, or that cannot change at run time. */
export class ConfigNotChangeable extends EverestError {
  constructor(parameter: string, reason: string) {
    super('MODULE_CONFIG_CHANGE', `changes of parameter "${parameter}" cannot be handled: ${reason}`);
  }
}

/** framework.md §21.3, the side of the module: new values of its `ReadWrite` parameters while it runs. */
export class ConfigChanges {
  readonly #scope: ModuleScope;
  readonly #watched = new Map<string, Watched>();
  #lane: Lane | undefined;

  constructor(scope: ModuleScope) {
    this.#scope = scope;
  }

  /** The first handler subscribes. Throws where no change can ever arrive. */
  on(implementation: string, name: string, handler: ConfigChangeHandler): void {
    const parameters = this.#scope.document.module_config.configuration_parameters;
    const declared = Object.hasOwn(parameters, implementation) ? parameters[implementation] : undefined;
    const parameter = declared?.find((candidate) => candidate.name === name);
    if (parameter === undefined) throw new ConfigNotChangeable(name, 'the manifest has no such parameter');
    const { mutability } = parameter.characteristics;
    if (mutability !== 'ReadWrite') throw new ConfigNotChangeable(name, `its mutability is ${mutability}`);
    const key = keyOf(implementation, name);
    if (this.#watched.has(key)) throw new ConfigNotChangeable(name, 'it has a handler already');
    this.#watched.set(key, { parameter, handler });
    if (this.#lane === undefined) this.#subscribe();
  }

  #subscribe(): void {
    const { bus, id, dropped } = this.#scope;
    const topic = bus.topics.configSetRequest(id);
    const lane = newLane(this.#scope, topic);
    this.#lane = lane;
    const subscribing = bus.subscribe(topic, ({ type, data }) => {
      const request = type === 'ConfigurationRequest' ? readSetRequest(data) : undefined;
      if (request === undefined) dropped.report(topic, 'unreadable configuration change dropped');
      else lane.run(() => this.#serve(request));
    });
    awaitSubscription(this.#scope, subscribing);
  }

  async #serve(request: SetRequest): Promise<void> {
    const { bus, id } = this.#scope;
    bus.send(bus.topics.configSetResponse(id), 'ConfigurationResponse', await this.#answer(request));
  }

  async #answer({ implementation, name, text }: SetRequest): Promise<SetReply> {
    const watched = this.#watched.get(keyOf(implementation, name));
    if (watched === undefined) return answered('Rejected', `No handler registered for parameter: ${name}`);
    const reading = readParameterText(text, watched.parameter.characteristics.datatype);
    if (!reading.ok) return answered('Rejected', reading.reason);
    try {
      const answer = await watched.handler(reading.value);
      return typeof answer === 'string' ? answered(answer, '') : answered('Rejected', answer.rejected);
    } catch (error) {
      // the value before is still in force, so the module goes on
      this.#scope.log.error({ err: error, parameter: name }, 'change handler failed');
      return { status: 'Error', status_info: errorText(error), type: 'Set', response: null };
    }
  }
}

interface SetRequest {
  readonly implementation: string;
  readonly name: string;
  readonly text: string;
}

function readSetRequest(data: unknown): SetRequest | undefined {
  if (!isRecord(data) || !isRecord(data['identifier']) || typeof data['value'] !== 'string') return undefined;
  const { configuration_parameter_name: name, module_implementation_id: implementation } = data['identifier'];
  if (typeof name !== 'string') return undefined;
  return {
    implementation: typeof implementation === 'string' ? implementation : MODULE_LEVEL,
    name,
    text: data['value'],
  };
}

function answered(status: string, info: string): SetReply {
  return { status: 'Ok', status_info: '', type: 'Set', response: { status, status_info: info } };
}

/** Ids hold no space. */
function keyOf(implementation: string, name: string): string {
  return `${implementation} ${name}`;
}
