import type { Logger } from '../../lib/log/logger.js';
import type { Bus } from '../../framework/wire/bus.js';
import { isRecord } from '../../framework/wire/envelope.js';
import { isTopicLevel } from '../../framework/wire/topics.js';
import type { Configuration } from '../config/configuration.js';
import { moduleConfigDocument } from './config-document.js';

interface Reply {
  readonly status: 'Ok' | 'Error' | 'AccessDenied';
  readonly status_info: string;
  readonly type?: 'Get' | 'Set';
  readonly response: unknown;
}

/** framework.md §21: answers the configuration requests of modules. */
export class ConfigRequests {
  readonly #bus: Bus;
  readonly #configuration: Configuration;
  readonly #log: Logger;
  /** An origin that gets no answer: ours, when we look for another manager. */
  readonly #own: string;

  constructor(bus: Bus, configuration: Configuration, log: Logger, own: string) {
    this.#bus = bus;
    this.#configuration = configuration;
    this.#log = log;
    this.#own = own;
  }

  /** Resolves when requests are received. */
  async start(): Promise<void> {
    await this.#bus.subscribe(this.#bus.topics.configRequest(), ({ type, data }) => {
      const origin = isRecord(data) ? data['origin'] : undefined;
      if (origin === this.#own) return;
      if (type !== 'ConfigurationRequest' || !isRecord(data) || typeof origin !== 'string' || !isTopicLevel(origin)) {
        this.#log.warn('unreadable configuration request dropped');
        return;
      }
      this.#bus.send(this.#bus.topics.moduleResponse(origin), 'ConfigurationResponse', this.#answer(origin, data));
    });
  }

  #answer(origin: string, data: Record<string, unknown>): Reply {
    const module = this.#configuration.modules.get(origin);
    if (module === undefined) return refusal(`Unknown origin module: ${origin}`);
    const request = isRecord(data['request']) ? data['request'] : {};
    if (data['type'] === 'Get' && request['type'] === 'Module') {
      const response = { type: 'Module', data: moduleConfigDocument(this.#configuration, module) };
      return { status: 'Ok', status_info: '', type: 'Get', response };
    }
    const asked = [data['type'], request['type']].filter((part) => typeof part === 'string').join(' ');
    this.#log.warn({ origin, asked }, 'configuration request is not supported');
    return refusal(`Configuration request is not supported: ${asked}`);
  }
}

function refusal(info: string): Reply {
  return { status: 'Error', status_info: info, response: null };
}
