import { EverestError } from '../../lib/errors/everest-error.js';
import { isRecord } from '../wire/envelope.js';
import type { ConfigIdentifier, ConfigService } from './api.js';
import { awaitResponse } from './bootstrap.js';
import type { ModuleScope } from './module-scope.js';

type SetResult = Awaited<ReturnType<ConfigService['set']>>;

export class ConfigRefused extends EverestError {
  constructor(message: string) {
    super('BUS_CONFIG_REFUSED', message);
  }
}

/** framework.md §21.1: asks the manager for configuration values. One request at a time, as replies carry no id. */
export class ConfigClient implements ConfigService {
  readonly #scope: ModuleScope;
  #last: Promise<unknown> = Promise.resolve();

  constructor(scope: ModuleScope) {
    this.#scope = scope;
  }

  async get(identifier: ConfigIdentifier): Promise<string | number | boolean> {
    const reply = await this.#request('Get', { type: 'Value', identifier: wireIdentifier(identifier) });
    const response = reply['response'];
    const data = isRecord(response) ? response['data'] : undefined;
    const value = isRecord(data) ? data['value'] : undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw new ConfigRefused(
      infoOf(reply) || `no parameter "${identifier.parameter}" in module "${identifier.moduleId}"`,
    );
  }

  async set(identifier: ConfigIdentifier, value: string): Promise<SetResult> {
    const reply = await this.#request('Set', { identifier: wireIdentifier(identifier), value });
    const response = reply['response'];
    const status = isRecord(response) ? response['status'] : undefined;
    if (status !== 'Accepted' && status !== 'Rejected' && status !== 'RebootRequired') {
      throw new ConfigRefused(infoOf(reply) || 'the change was not answered');
    }
    return { status, info: isRecord(response) ? infoOf(response) : '' };
  }

  #request(type: 'Get' | 'Set', request: object): Promise<Record<string, unknown>> {
    const { bus, clock, id } = this.#scope;
    const ask = (): Promise<void> =>
      bus.publish(bus.topics.configRequest(), 'ConfigurationRequest', { type, origin: id, request });
    const answer = this.#last.then(async () => {
      const reply = await awaitResponse(bus, clock, bus.topics.moduleResponse(id), ask);
      return isRecord(reply) ? reply : {};
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

function wireIdentifier({ moduleId, parameter, implementationId }: ConfigIdentifier): object {
  const implementation = implementationId === undefined ? {} : { module_implementation_id: implementationId };
  return { module_id: moduleId, configuration_parameter_name: parameter, ...implementation };
}

function infoOf(reply: Record<string, unknown>): string {
  return typeof reply['status_info'] === 'string' ? reply['status_info'] : '';
}
