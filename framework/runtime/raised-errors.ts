import { randomUUID } from 'node:crypto';
import { timestamp } from '../../lib/clock/clock.js';
import type { ErrorDefinition } from '../declarations/types.js';
import { mappingOf } from '../wire/config-messages.js';
import type { ErrorObject, Mapping } from '../wire/messages.js';
import type { RaisedErrors, RaiseOptions } from './api.js';
import { ErrorState } from './error-state.js';
import type { ModuleScope } from './module-scope.js';

/** framework.md §19.3: the errors of one provided implementation. */
export class ImplementationErrors extends ErrorState implements RaisedErrors<string> {
  readonly #scope: ModuleScope;
  readonly #implementation: string;
  readonly #declared: ReadonlyMap<string, ErrorDefinition>;

  constructor(scope: ModuleScope, implementation: string, declared: ReadonlyMap<string, ErrorDefinition>) {
    super();
    this.#scope = scope;
    this.#implementation = implementation;
    this.#declared = declared;
  }

  raise(type: string, options: RaiseOptions = {}): void {
    const declared = this.#declared.get(type);
    if (declared === undefined) {
      this.#scope.log.error(
        { implementation: this.#implementation, type },
        'error type is not declared by the interface',
      );
      return;
    }
    if (this.isActive(type, options.subType)) {
      this.#scope.log.debug({ type, subType: options.subType }, 'error is already active');
      return;
    }
    const error = this.#create(type, declared, options);
    this.add(error);
    this.#publish('RaiseError', error);
  }

  clear(type: string, subType = ''): void {
    const active = this.find((error) => error.type === type && error.sub_type === subType);
    if (active.length === 0) this.#scope.log.debug({ type, subType }, 'error to clear is not active');
    this.#clear(active);
  }

  clearAll(type?: string): void {
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

  #create(type: string, declared: ErrorDefinition, options: RaiseOptions): ErrorObject {
    const mapping = this.#mapping();
    return {
      type,
      sub_type: options.subType ?? '',
      message: options.message ?? 'no message provided',
      description: options.description ?? declared.description,
      severity: options.severity ?? 'Low',
      origin: {
        module_id: this.#scope.id,
        implementation_id: this.#implementation,
        ...(mapping === undefined ? {} : { mapping }),
      },
      state: 'Active',
      timestamp: timestamp(this.#scope.clock),
      uuid: randomUUID(),
      vendor_id: options.vendorId ?? 'everest',
    };
  }

  /** The module's mapping, overridden member by member by the implementation's. */
  #mapping(): Mapping | undefined {
    const { mapping } = this.#scope.document.module_config;
    const own = mappingOf(mapping, this.#implementation);
    return own === undefined ? undefined : { ...mapping?.module, ...own };
  }
}
