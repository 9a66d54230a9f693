import type { ErrorObject } from '../wire/messages.js';
import { ErrorState } from './error-state.js';
import type { ModuleScope } from './module-scope.js';

/** framework.md §19.3: the errors of one provided implementation, and what the bus is told of them. */
export class OwnErrors extends ErrorState {
  protected readonly scope: ModuleScope;
  protected readonly implementation: string;

  constructor(scope: ModuleScope, implementation: string) {
    super();
    this.scope = scope;
    this.implementation = implementation;
  }

  clear(type: string, subType = ''): void {
    const active = this.find((error) => error.type === type && error.sub_type === subType);
    if (active.length === 0) this.scope.log.debug({ type, subType }, 'error to clear is not active');
    this.#clear(active);
  }

  /** Every sub type of `type`, or every active error of the implementation. */
  clearAll(type?: string): void {
    this.#clear(this.find((error) => type === undefined || error.type === type));
  }

  /** Refused with a log line where the type is unknown or the same error is active already; `create` makes the error otherwise. */
  protected raiseUnlessActive<D>(
    declared: D | undefined,
    type: string,
    subType: string | undefined,
    create: (declared: D) => ErrorObject,
  ): void {
    const { log } = this.scope;
    if (declared === undefined) {
      log.error({ implementation: this.implementation, type }, 'error type is not declared by the interface');
    } else if (this.isActive(type, subType)) {
      log.debug({ type, subType }, 'error is already active');
    } else {
      const error = create(declared);
      this.add(error);
      this.#publish('RaiseError', error);
    }
  }

  #clear(errors: readonly ErrorObject[]): void {
    for (const error of errors) {
      this.remove(error);
      this.#publish('ClearError', { ...error, state: 'ClearedByModule' });
    }
  }

  #publish(kind: 'RaiseError' | 'ClearError', error: ErrorObject): void {
    const { bus, id } = this.scope;
    bus.send(bus.topics.error(id, this.implementation, error.type), kind, error);
  }
}
