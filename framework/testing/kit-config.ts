import { readParameterText } from '../runtime/parameter-text.js';
import type { Bus } from '../wire/bus.js';
import {
  MODULE_LEVEL,
  type ConfigParameter,
  type ModuleConfigDocument,
  type ParameterValue,
} from '../wire/config-messages.js';
import { isRecord } from '../../lib/json/is-record.js';

/** Values of other modules that the module under test may read and set: module, then `!module` or implementation, then name. */
export type ForeignConfiguration = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>>
>;

export interface ConfigChangeOutcome {
  readonly status: string;
  readonly info: string;
}

/** What the module under test has set in the name of its `configService`. */
export interface ConfigSet {
  readonly moduleId: string;
  readonly implementationId: string;
  readonly parameter: string;
  readonly value: string;
}

type Levels = Record<string, ConfigParameter[]>;

/** Plays the configuration service for the module under test; every parameter it knows may be read and set. */
export class KitConfig {
  readonly sets: ConfigSet[] = [];
  readonly #bus: Bus;
  readonly #document: ModuleConfigDocument;
  readonly #settle: () => Promise<void>;
  readonly #modules: Map<string, Levels>;

  constructor(bus: Bus, document: ModuleConfigDocument, foreign: ForeignConfiguration, settle: () => Promise<void>) {
    this.#bus = bus;
    this.#document = document;
    this.#settle = settle;
    const { module_id: own, configuration_parameters: parameters } = document.module_config;
    const copy = Object.entries(parameters).map(([id, list]): [string, ConfigParameter[]] => [id, [...list]]);
    this.#modules = new Map([
      ...Object.entries(foreign).map(([id, levels]) => [id, foreignLevels(levels)] as const),
      [own, Object.fromEntries(copy)],
    ]);
  }

  async listen(): Promise<void> {
    await this.#bus.subscribe(this.#bus.topics.configRequest(), ({ data }) => void this.#serve(data));
  }

  /** Sends a new value to the module, as the manager does for a `ReadWrite` parameter; no time passes. */
  async change(implementation: string, parameter: string, value: ParameterValue): Promise<ConfigChangeOutcome> {
    const { module_id: own } = this.#document.module_config;
    const { topics } = this.#bus;
    const replies: unknown[] = [];
    const end = await this.#bus.subscribe(topics.configSetResponse(own), ({ data }) => void replies.push(data));
    const level = implementation === MODULE_LEVEL ? {} : { module_implementation_id: implementation };
    const identifier = { module_id: own, configuration_parameter_name: parameter, ...level };
    await this.#bus.publish(topics.configSetRequest(own), 'ConfigurationRequest', { identifier, value: String(value) });
    await this.#settle();
    end();
    if (replies.length === 0) throw new Error(`the module did not answer a change of "${parameter}"`);
    const outcome = outcomeOf(replies[0]);
    if (outcome.status === 'Accepted') this.#store(own, implementation, parameter, String(value));
    return outcome;
  }

  async #serve(request: unknown): Promise<void> {
    if (!isRecord(request) || typeof request['origin'] !== 'string' || !isRecord(request['request'])) return;
    const reply = request['type'] === 'Set' ? await this.#set(request['request']) : got(this.#get(request['request']));
    this.#bus.send(this.#bus.topics.moduleResponse(request['origin']), 'ConfigurationResponse', reply);
  }

  #get(request: Record<string, unknown>): { readonly type: unknown; readonly data: unknown } {
    const { type } = request;
    if (type === 'All') return { type, data: Object.fromEntries(this.#modules) };
    if (type === 'AllMappings') return { type, data: this.#document.mappings };
    if (type === 'Module') return { type, data: this.#document };
    return { type, data: this.#find(request['identifier']) ?? null };
  }

  async #set({ identifier, value }: Record<string, unknown>): Promise<object> {
    const found = this.#find(identifier);
    if (found === undefined || !isRecord(identifier) || typeof value !== 'string') {
      return { status: 'Error', status_info: 'there is no such parameter', type: 'Set', response: null };
    }
    const moduleId = String(identifier['module_id']);
    const implementationId = levelOf(identifier);
    this.sets.push({ moduleId, implementationId, parameter: found.name, value });
    const isOwn = moduleId === this.#document.module_config.module_id;
    const { status, info } =
      isOwn && found.characteristics.mutability === 'ReadWrite'
        ? await this.#changeOwn(implementationId, found.name, value)
        : this.#store(moduleId, implementationId, found.name, value);
    return { status: 'Ok', status_info: '', type: 'Set', response: { status, status_info: info } };
  }

  /** framework.md §21.3: what the module does not take over counts from its next start on. */
  async #changeOwn(implementation: string, name: string, value: string): Promise<ConfigChangeOutcome> {
    try {
      const { status } = await this.change(implementation, name, value);
      if (status === 'Accepted' || status === 'RebootRequired') return { status, info: '' };
      return { status: 'RebootRequired', info: 'Runtime change rejected by module' };
    } catch {
      return { status: 'RebootRequired', info: 'Module not responding' };
    }
  }

  #store(moduleId: string, implementation: string, name: string, text: string): ConfigChangeOutcome {
    const list = this.#modules.get(moduleId)?.[implementation] ?? [];
    const index = list.findIndex((parameter) => parameter.name === name);
    const parameter = list[index];
    if (parameter === undefined) return { status: 'Rejected', info: 'there is no such parameter' };
    const reading = readParameterText(text, parameter.characteristics.datatype);
    if (!reading.ok) return { status: 'Rejected', info: reading.reason };
    list[index] = { ...parameter, value: reading.value };
    return { status: 'Accepted', info: '' };
  }

  #find(identifier: unknown): ConfigParameter | undefined {
    if (!isRecord(identifier)) return undefined;
    const levels = this.#modules.get(String(identifier['module_id'])) ?? {};
    const level = levelOf(identifier);
    const list = Object.hasOwn(levels, level) ? levels[level] : undefined;
    return list?.find(({ name }) => name === identifier['configuration_parameter_name']);
  }
}

function foreignLevels(levels: ForeignConfiguration[string]): Levels {
  const entries = Object.entries(levels).map(([id, values]) => {
    const parameters = Object.entries(values).map(([name, value]): ConfigParameter => {
      const datatype = typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'string';
      return { name, value, characteristics: { datatype, mutability: 'ReadWrite' } };
    });
    return [id, parameters] as const;
  });
  return Object.fromEntries(entries);
}

function levelOf(identifier: Record<string, unknown>): string {
  const level = identifier['module_implementation_id'];
  return typeof level === 'string' ? level : MODULE_LEVEL;
}

function got(response: { readonly type: unknown; readonly data: unknown }): object {
  const isThere = response.data !== null;
  return { status: isThere ? 'Ok' : 'Error', status_info: isThere ? '' : 'not found', type: 'Get', response };
}

function outcomeOf(reply: unknown): ConfigChangeOutcome {
  const response = isRecord(reply) && isRecord(reply['response']) ? reply['response'] : {};
  if (isRecord(reply) && reply['status'] !== 'Ok') return { status: 'Error', info: String(reply['status_info']) };
  const { status, status_info: info } = response;
  return { status: typeof status === 'string' ? status : '', info: typeof info === 'string' ? info : '' };
}
