import { randomUUID } from 'node:crypto';
import { timestamp } from '../../lib/clock/clock.js';
import type { ErrorDefinition } from '../declarations/types.js';
import { mappingOf } from '../wire/config-messages.js';
import type { ErrorObject, Mapping } from '../wire/messages.js';
import type { RaisedErrors, RaiseOptions } from './api.js';
import type { ModuleScope } from './module-scope.js';
import { OwnErrors } from './own-errors.js';

/** The errors of one provided implementation, as its module raises them by their type. */
export class ImplementationErrors extends OwnErrors implements RaisedErrors<string> {
  readonly #declared: ReadonlyMap<string, ErrorDefinition>;

  constructor(scope: ModuleScope, implementation: string, declared: ReadonlyMap<string, ErrorDefinition>) {
    super(scope, implementation);
    this.#declared = declared;
  }

  raise(type: string, options: RaiseOptions = {}): void {
    const declared = this.#declared.get(type);
    this.raiseUnlessActive(declared, type, options.subType, (definition) => this.#create(type, definition, options));
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
        module_id: this.scope.id,
        implementation_id: this.implementation,
        ...(mapping === undefined ? {} : { mapping }),
      },
      state: 'Active',
      timestamp: timestamp(this.scope.clock),
      uuid: randomUUID(),
      vendor_id: options.vendorId ?? 'everest',
    };
  }

  /** The module's mapping, overridden member by member by the implementation's. */
  #mapping(): Mapping | undefined {
    const { mapping } = this.scope.document.module_config;
    const own = mappingOf(mapping, this.implementation);
    return own === undefined ? undefined : { ...mapping?.module, ...own };
  }
}
