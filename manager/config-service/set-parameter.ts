import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { ConfigValue } from '../../framework/declarations/index.js';
import { readParameterText } from '../../framework/runtime/parameter-text.js';
import type { Bus } from '../../framework/wire/bus.js';
import type { ModuleInstance } from '../config/configuration.js';
import type { ModuleStatus } from '../lifecycle/module-status.js';
import { deniedText, mayWrite } from './access.js';
import { notFoundText, type ConfigAnswer } from './config-answers.js';
import { forwardChange, type ForwardOutcome } from './forward-change.js';
import { limitsBroken } from './limits.js';
import type { LiveConfiguration, ParameterTarget } from './live-configuration.js';
import type { ParameterStore } from './parameter-store.js';
import type { ParameterIdentifier } from './read-request.js';

export interface SetOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  /** In this order: a value that the first one cannot keep never reaches the next. */
  readonly stores: readonly ParameterStore[];
  readonly status: () => ModuleStatus;
}

export interface SetRequest {
  readonly origin: ModuleInstance;
  readonly identifier: ParameterIdentifier;
  readonly value: string;
}

type SetStatus = 'Accepted' | 'Rejected' | 'RebootRequired';

/** framework.md §21.3: persist first, then the running module. */
export class ParameterSetter {
  readonly #options: SetOptions;
  readonly #live: LiveConfiguration;

  constructor(options: SetOptions, live: LiveConfiguration) {
    this.#options = options;
    this.#live = live;
  }

  /** Rejects when the module does not answer, or `ended` does; the value is stored nevertheless. */
  async set({ origin, identifier, value }: SetRequest, ended: Promise<never>): Promise<ConfigAnswer> {
    const { moduleId } = identifier;
    if (!mayWrite(origin, moduleId)) return refused('AccessDenied', deniedText(origin.id, moduleId));
    if (isChanging(this.#options.status())) return answered('Rejected', 'Modules are being started or stopped');
    const target = this.#live.find(identifier);
    if (target === undefined) return refused('Error', notFoundText(identifier));
    const reading = readParameterText(value, target.parameter.datatype);
    if (!reading.ok) return { ...answered('Rejected', reading.reason), status_info: reading.reason };
    const failure = this.#keep(target, reading.value);
    if (failure !== undefined) return answered('Rejected', failure);
    const answer = await this.#apply(target, identifier, { text: value, value: reading.value }, ended);
    this.#options.log.info({ origin: origin.id, ...identifier, ...answer.response }, 'configuration parameter set');
    return answer;
  }

  #keep(target: ParameterTarget, value: ConfigValue): string | undefined {
    const { stores, log } = this.#options;
    const place = { module: target.module.id, parameter: target.parameter.name };
    for (const store of stores) {
      try {
        store.keep(target, value);
      } catch (error) {
        log.error({ err: error, ...place }, 'configuration parameter could not be stored');
        return store.failure;
      }
    }
    // there is no check of limits, as in upstream, so at least the log says what the next start will say
    for (const reason of limitsBroken(target.module.manifest, target, value))
      log.warn({ ...place, reason }, 'stored value is not allowed');
    return undefined;
  }

  async #apply(
    target: ParameterTarget,
    identifier: ParameterIdentifier,
    { text, value }: { readonly text: string; readonly value: ConfigValue },
    ended: Promise<never>,
  ): Promise<ConfigAnswer> {
    const { bus, clock, status } = this.#options;
    if (target.parameter.mutability !== 'ReadWrite' || status() !== 'Running') return answered('RebootRequired', '');
    const outcome = await Promise.race([forwardChange(bus, clock, identifier, text), ended]);
    if (outcome === 'Accepted') this.#live.accepted(target, value);
    return answered(...toldAs(outcome));
  }
}

/** framework.md §21.3, 1: nothing is set while modules come or go. */
function isChanging(status: ModuleStatus): boolean {
  return status === 'Starting' || status === 'Stopping' || status === 'RestartTriggered';
}

function toldAs(outcome: ForwardOutcome): [SetStatus, string] {
  switch (outcome) {
    case 'Accepted':
    case 'RebootRequired':
      return [outcome, ''];
    case 'Rejected':
      return ['RebootRequired', 'Runtime change rejected by module'];
    case 'unusable':
      return ['RebootRequired', 'Module not responding'];
  }
}

function answered(status: SetStatus, info: string): ConfigAnswer {
  return { status: 'Ok', status_info: '', type: 'Set', response: { status, status_info: info } };
}

function refused(status: 'Error' | 'AccessDenied', info: string): ConfigAnswer {
  return { status, status_info: info, type: 'Set', response: { status: 'Rejected', status_info: info } };
}
