import { errorTypesOf, interfaceOf, type ModuleScope } from '../runtime/module-scope.js';
import { OwnErrors } from '../runtime/own-errors.js';
import type { ErrorObject } from '../wire/messages.js';

/** The errors of one provided implementation, raised with objects that the module has made. */
export class CoreErrors extends OwnErrors {
  readonly #declared: ReturnType<typeof errorTypesOf>;

  constructor(scope: ModuleScope, implementation: string) {
    super(scope, implementation);
    this.#declared = errorTypesOf(interfaceOf(scope, scope.manifest.provides[implementation]?.interface ?? ''));
  }

  raise(error: ErrorObject): void {
    this.raiseUnlessActive(this.#declared.get(error.type), error.type, error.sub_type, () => error);
  }
}
