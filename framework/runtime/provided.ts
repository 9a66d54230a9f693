import { EverestError } from '../../lib/errors/everest-error.js';
import type { JsonSchema } from '../declarations/types.js';
import { mappingOf } from '../wire/config-messages.js';
import type { Mapping } from '../wire/messages.js';
import { CommandHandlers } from './command-handlers.js';
import { errorTypesOf, interfaceOf, type ModuleScope } from './module-scope.js';
import { ImplementationErrors } from './raised-errors.js';

class VariableInvalid extends EverestError {
  constructor(message: string) {
    super('BUS_VARIABLE_INVALID', message);
  }
}

/** One entry of `provides` while the module runs; see `Provided` in api.ts for its typed face. */
export class ProvidedImplementation {
  readonly publish: Readonly<Record<string, (value: unknown) => void>>;
  readonly errors: ImplementationErrors;
  readonly mapping: Mapping | undefined;
  readonly commands: CommandHandlers;
  readonly implement: CommandHandlers['implement'];

  constructor(scope: ModuleScope, implementation: string, interfaceName: string) {
    const definition = interfaceOf(scope, interfaceName);
    this.commands = new CommandHandlers(scope, implementation, definition);
    this.implement = (handlers) => this.commands.implement(handlers);
    this.errors = new ImplementationErrors(scope, implementation, errorTypesOf(definition));
    this.mapping = mappingOf(scope.document.module_config.mapping, implementation);
    const publishers = Object.entries(definition.vars).map(
      ([name, schema]) => [name, publisher(scope, implementation, name, schema)] as const,
    );
    this.publish = Object.fromEntries(publishers);
  }
}

function publisher(
  scope: ModuleScope,
  implementation: string,
  name: string,
  schema: JsonSchema,
): (value: unknown) => void {
  const topic = scope.bus.topics.variable(scope.id, implementation, name);
  return (value) => {
    const reason = scope.checks.sent(schema, value ?? null);
    if (reason !== undefined) throw new VariableInvalid(`${scope.id}: variable ${implementation}.${name} ${reason}`);
    scope.bus.send(topic, 'Var', { data: value ?? null });
  };
}
