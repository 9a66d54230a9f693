import type { Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import type { Bus } from '../../framework/wire/bus.js';
import { Lane } from '../../framework/wire/lane.js';
import type { Configuration } from '../config/configuration.js';
import type { ModuleStatus } from '../lifecycle/module-status.js';
import { answerAll, answerMappings, answerModule, answerValue, refusal, type ConfigAnswer } from './config-answers.js';
import { LiveConfiguration } from './live-configuration.js';
import type { ParameterStore } from './parameter-store.js';
import { readConfigRequest, type ConfigRequest } from './read-request.js';
import { ParameterSetter } from './set-parameter.js';

export interface ConfigServiceOptions {
  readonly bus: Bus;
  /** What the present run of the modules was started with. */
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Logger;
  /** An origin that gets no answer: ours, when we look for another manager. */
  readonly own: string;
  /** Where values that modules set are kept. */
  readonly stores: readonly ParameterStore[];
  readonly status: () => ModuleStatus;
}

/** framework.md §21: answers the configuration requests of modules, one after the other. */
export class ConfigRequests {
  readonly #options: ConfigServiceOptions;
  readonly #live: LiveConfiguration;
  readonly #setter: ParameterSetter;
  readonly #lane: Lane;
  #endRun: (reason: Error) => void = () => undefined;
  #runEnded: Promise<never> = this.#newRun();

  constructor(options: ConfigServiceOptions) {
    this.#options = options;
    this.#live = new LiveConfiguration(options.configuration);
    this.#setter = new ParameterSetter(options, this.#live);
    this.#lane = new Lane('config/request', (topic, waiting) =>
      options.log.warn({ topic, waiting }, 'configuration requests wait'),
    );
  }

  /** Resolves when requests are received. */
  async start(): Promise<void> {
    const { bus, own, log } = this.#options;
    await bus.subscribe(bus.topics.configRequest(), ({ type, data }) => {
      const request = type === 'ConfigurationRequest' ? readConfigRequest(data) : undefined;
      if (request?.origin === own) return;
      if (request === undefined) log.warn('unreadable configuration request dropped');
      else this.#lane.run(() => this.#serve(request));
    });
  }

  /** The modules are ended: none of them answers any more, so nothing waits for them. */
  endRun(): void {
    this.#endRun(new Error('the modules are being stopped'));
    this.#runEnded = this.#newRun();
  }

  #newRun(): Promise<never> {
    const ended = new Promise<never>((_resolve, reject) => (this.#endRun = reject));
    // mostly nobody waits for it
    ended.catch(() => undefined);
    return ended;
  }

  /** Stays synchronous where it can, as all modules ask at once when they start. */
  #serve(request: ConfigRequest): void | Promise<void> {
    const { bus } = this.#options;
    const reply = (answer: ConfigAnswer): void =>
      bus.send(bus.topics.moduleResponse(request.origin), 'ConfigurationResponse', answer);
    const failed = (error: unknown): void => {
      this.#options.log.warn({ err: error, origin: request.origin }, 'configuration request failed');
      reply(refusal(`Exception during handling of request: ${errorText(error)}`));
    };
    try {
      const answer = this.#answer(request);
      return answer instanceof Promise ? answer.then(reply, failed) : reply(answer);
    } catch (error) {
      failed(error);
    }
  }

  #answer(request: ConfigRequest): ConfigAnswer | Promise<ConfigAnswer> {
    const configuration = this.#live.running;
    const origin = configuration.modules.get(request.origin);
    if (origin === undefined) return refusal(`Unknown origin module: ${request.origin}`);
    switch (request.kind) {
      case 'Module':
        return answerModule(configuration, origin);
      case 'All':
        return answerAll(configuration, origin);
      case 'AllMappings':
        return answerMappings(configuration, origin);
      case 'Value':
        return answerValue(configuration, origin, request.identifier);
      case 'Set':
        return this.#setter.set({ origin, identifier: request.identifier, value: request.value }, this.#runEnded);
    }
  }
}
