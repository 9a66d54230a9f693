import { ErrorState } from '../runtime/error-state.js';
import { errorTypesOf, interfaceOf, type ModuleScope } from '../runtime/module-scope.js';
import type { ErrorObject } from '../wire/messages.js';

/** framework.md §19.3: the errors of one provided implementation, raised with objects that the module has made. */
export class OwnErrors extends ErrorState {
  readonly #scope: ModuleScope;
  readonly #implementation: string;
  readonly #declared: ReadonlySet<string>;

  constructor(scope: ModuleScope, implementation: string) {
    super();
    this.#scope = scope;
    this.#implementation = implementation;
    const definition = interfaceOf(scope, scope.manifest.provides[implementation]?.interface ?? '');
    this.#declared = new Set(errorTypesOf(definition).keys());
  }

  /** Refused with a log line where the type is unknown or the same error is active already. */
  raise(error: ErrorObject): void {
    const { type, sub_type: subType } = error;
    const { log } = this.#scope;
    if (!this.#declared.has(type)) {
      log.error({ implementation: this.#implementation, type }, 'error type is not declared by the interface');
    } else if (this.isActive(type, subType)) {
      log.debug({ type, subType }, 'error is already active');
    } else {
      this.add(error);
      this.#publish('RaiseError', error);
    }
  }

  clear(type: string, subType: string): void {
    const active = this.find((error) => error.type === type && error.sub_type === subType);
    if (active.length === 0) this.#scope.log.debug({ type, subType }, 'error to clear is not active');
    this.#clear(active);
  }

  /** Every sub type of `type`, or every active error of the implementation. */
  clearAll(type: string | undefined): void {
    this.#clear(this.find((error) => type === undefined || error.type === type));
  }

  #clear(errors: readonly ErrorObject[]): void {
    for (const error of errors) {
      this.remove(error);
      this.#publish('ClearError', { ...error, state: 'ClearedByModule' });
    }
  }

  #publish(kind: 'RaiseError' | 'ClearError', error: ErrorObject): void {
    const { bus, id } = this.#scope;
    bus.send(bus.topics.error(id, this.#implementation, error.type), kind, error);
  }
}
