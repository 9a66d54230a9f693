import { readErrorObject, type ErrorObject } from '../wire/messages.js';
import type { ErrorHandlers } from './api.js';
import { ErrorState } from './error-state.js';
import { awaitSubscription, guarded, newLane, type ModuleScope } from './module-scope.js';

interface ErrorSubscription extends ErrorHandlers {
  /** Undefined listens to every type. */
  readonly type: string | undefined;
}

/** Far more than any station has; what claims to be beyond is no help to anybody. */
const MAX_ACTIVE = 1000;

/** framework.md §19.4 and §19.5: keeps book of errors that other modules raise. */
export class ErrorObserver extends ErrorState {
  readonly #scope: ModuleScope;
  readonly #types = new Set<string>();
  readonly #subscriptions: ErrorSubscription[] = [];

  constructor(scope: ModuleScope) {
    super();
    this.#scope = scope;
  }

  /** Subscribes the error topics of one implementation. */
  watch(moduleId: string, implementation: string, types: Iterable<string>): void {
    for (const type of types) {
      this.#types.add(type);
      const topic = this.#scope.bus.topics.error(moduleId, implementation, type);
      const lane = newLane(this.#scope, topic);
      awaitSubscription(
        this.#scope,
        this.#scope.bus.subscribe(topic, ({ type: kind, data }) => {
          if (kind !== 'RaiseError' && kind !== 'ClearError') return;
          lane.run(() => this.#receive(topic, type, data));
        }),
      );
    }
  }

  on(type: string, handlers: ErrorHandlers): void {
    if (!this.#types.has(type)) {
      this.#scope.log.error({ type }, 'error type is not declared by the interface');
      return;
    }
    this.#subscriptions.push({ ...handlers, type });
  }

  onAny(handlers: ErrorHandlers): void {
    this.#subscriptions.push({ ...handlers, type: undefined });
  }

  /** What counts is the `state` of the object, not the kind of message. */
  #receive(topic: string, type: string, data: unknown): void | Promise<void> {
    const error = readErrorObject(data);
    if (error === undefined || error.type !== type) {
      this.#scope.dropped.report(topic, 'unusable error message dropped');
      return;
    }
    return error.state === 'Active' ? this.#raised(topic, error) : this.#cleared(error);
  }

  #raised(topic: string, error: ErrorObject): void | Promise<void> {
    if (this.find((known) => sameError(known, error)).length > 0) {
      this.#scope.log.error({ type: error.type, origin: error.origin }, 'error was raised twice');
      return;
    }
    if (this.active().length >= MAX_ACTIVE) {
      this.#scope.dropped.report(topic, 'error dropped, as too many are active');
      return;
    }
    this.add(error);
    return this.#notify('raised', error);
  }

  #cleared(error: ErrorObject): void | Promise<void> {
    const known = this.find((active) => sameError(active, error));
    if (known.length === 0) {
      this.#scope.log.error({ type: error.type, origin: error.origin }, 'cleared error was not active');
      return;
    }
    known.forEach((active) => this.remove(active));
    return this.#notify('cleared', error);
  }

  #notify(which: 'raised' | 'cleared', error: ErrorObject): void | Promise<void> {
    const handlers = this.#subscriptions
      .filter(({ type }) => type === undefined || type === error.type)
      .map((subscription) => subscription[which])
      .filter((handler) => handler !== undefined);
    return guarded(this.#scope, async () => {
      for (const handler of handlers) await handler(error);
    });
  }
}

function sameError(a: ErrorObject, b: ErrorObject): boolean {
  return (
    a.type === b.type &&
    a.sub_type === b.sub_type &&
    a.origin.module_id === b.origin.module_id &&
    a.origin.implementation_id === b.origin.implementation_id
  );
}
