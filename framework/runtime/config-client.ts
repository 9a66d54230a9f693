import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import { isRecord } from '../../lib/json/is-record.js';
import { MODULE_LEVEL, type ParameterValue } from '../wire/config-messages.js';
import type { ConfigIdentifier, ConfigService, ConfigSetResult } from './api.js';
import { askConfigService } from './bootstrap.js';
import { ConfigChanges, type ConfigChangeHandler } from './config-changes.js';
import type { ModuleScope } from './module-scope.js';

export class ConfigRefused extends EverestError {
  constructor(message: string) {
    super('BUS_CONFIG_REFUSED', message);
  }
}

type Response = Record<string, unknown> | undefined;

/** framework.md §21.1: asks the manager for configuration values. One request at a time, as replies carry no id. */
export class ConfigClient implements Omit<ConfigService, 'onChange'> {
  readonly #scope: ModuleScope;
  readonly #changes: ConfigChanges;
  #last: Promise<unknown> = Promise.resolve();

  constructor(scope: ModuleScope) {
    this.#scope = scope;
    this.#changes = new ConfigChanges(scope);
  }

  async get(identifier: ConfigIdentifier): Promise<ParameterValue> {
    const { parameter, moduleId } = identifier;
    const isOurs = (response: Response): boolean => {
      const name = isRecord(response?.['data']) ? response['data']['name'] : undefined;
      return kindOf(response, 'Value') && (name ?? parameter) === parameter;
    };
    const reply = await this.#request('Get', { type: 'Value', identifier: wireIdentifier(identifier) }, isOurs);
    const data = dataOf(reply);
    const value = data?.['value'];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw new ConfigRefused(infoOf(reply) || `no parameter "${parameter}" in module "${moduleId}"`);
  }

  async getAll(): ReturnType<ConfigService['getAll']> {
    // what the manager publishes was checked by the manager
    return (await this.#everything('All')) as Awaited<ReturnType<ConfigService['getAll']>>;
  }

  async getAllMappings(): ReturnType<ConfigService['getAllMappings']> {
    return (await this.#everything('AllMappings')) as Awaited<ReturnType<ConfigService['getAllMappings']>>;
  }

  async set(identifier: ConfigIdentifier, value: ParameterValue): Promise<ConfigSetResult> {
    const request = { identifier: wireIdentifier(identifier), value: String(value) };
    const reply = await this.#request('Set', request, (response) => !('data' in (response ?? {})));
    const response = isRecord(reply['response']) ? reply['response'] : {};
    const status = response['status'];
    if (reply['status'] !== 'Ok' || (status !== 'Accepted' && status !== 'Rejected' && status !== 'RebootRequired')) {
      throw new ConfigRefused(infoOf(reply) || 'the change was not answered');
    }
    return { status, info: infoOf(response) };
  }

  onChange(
    target: string | { readonly implementationId: string; readonly parameter: string },
    handler: ConfigChangeHandler,
  ): void {
    if (typeof target === 'string') this.#changes.on(MODULE_LEVEL, target, handler);
    else this.#changes.on(target.implementationId, target.parameter, handler);
  }

  async #everything(type: 'All' | 'AllMappings'): Promise<Record<string, unknown>> {
    const reply = await this.#request('Get', { type }, (response) => kindOf(response, type));
    const data = dataOf(reply);
    if (data === undefined) throw new ConfigRefused(infoOf(reply) || 'the request was not answered');
    return data;
  }

  #request(
    type: 'Get' | 'Set',
    request: object,
    fits: (response: Response) => boolean,
  ): Promise<Record<string, unknown>> {
    const { bus, wallClock, id } = this.#scope;
    const answer = this.#last
      .then(() => askConfigService(bus, wallClock, { type, origin: id, request }, fits))
      .catch((error: unknown) => {
        throw new ConfigRefused(errorText(error));
      });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

export function wireIdentifier({ moduleId, parameter, implementationId }: ConfigIdentifier): object {
  const implementation = implementationId === undefined ? {} : { module_implementation_id: implementationId };
  return { module_id: moduleId, configuration_parameter_name: parameter, ...implementation };
}

/** An error need not have a response. */
function kindOf(response: Response, type: string): boolean {
  return response === undefined || response['type'] === type;
}

function dataOf(reply: Record<string, unknown>): Record<string, unknown> | undefined {
  const { response } = reply;
  return isRecord(response) && isRecord(response['data']) ? response['data'] : undefined;
}

function infoOf(reply: Record<string, unknown>): string {
  return typeof reply['status_info'] === 'string' ? reply['status_info'] : '';
}
