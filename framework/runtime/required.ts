import { mappingOf, type ConfigConnection } from '../wire/config-messages.js';
import { readVariable, type Mapping } from '../wire/messages.js';
import type { JsonSchema, RequiresEntry } from '../declarations/types.js';
import type { CommandCalls } from './command-calls.js';
import { awaitSubscription, errorTypesOf, guarded, interfaceOf, newLane, type ModuleScope } from './module-scope.js';
import { ErrorObserver } from './observed-errors.js';

type ValueHandler = (value: unknown) => void | Promise<void>;

/** One connection of one requirement while the module runs; see `Required` in api.ts for its typed face. */
export class RequiredConnection {
  readonly moduleId: string;
  readonly implementationId: string;
  readonly index: number;
  readonly mapping: Mapping | undefined;
  readonly call: Readonly<Record<string, (args?: Readonly<Record<string, unknown>>) => Promise<unknown>>>;
  readonly on: Readonly<Record<string, (handler: ValueHandler) => void>>;
  readonly errors: ErrorObserver;

  constructor(
    scope: ModuleScope,
    entry: RequiresEntry,
    connection: ConfigConnection,
    index: number,
    calls: CommandCalls,
  ) {
    const definition = interfaceOf(scope, entry.interface);
    const { bus } = scope;
    this.moduleId = connection.module_id;
    this.implementationId = connection.implementation_id;
    this.index = index;
    this.mapping = mappingOf(scope.document.mappings[this.moduleId], this.implementationId);
    this.errors = new ErrorObserver(scope);
    if (!entry.ignore.errors) {
      this.errors.watch(this.moduleId, this.implementationId, errorTypesOf(definition).keys());
    }
    this.call = mapEntries(definition.cmds, (name, command) => {
      const topic = bus.topics.command(this.moduleId, this.implementationId, name);
      return (args = {}) => calls.call(topic, command, args);
    });
    this.on = mapEntries(definition.vars, (name, schema) => {
      const topic = bus.topics.variable(this.moduleId, this.implementationId, name);
      return variableSubscriber(scope, topic, schema);
    });
  }
}

function mapEntries<T, R>(record: Readonly<Record<string, T>>, map: (name: string, value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(name, value)]));
}

/** Any number of handlers share one subscription and see each value in turn. */
function variableSubscriber(scope: ModuleScope, topic: string, schema: JsonSchema): (handler: ValueHandler) => void {
  const handlers: ValueHandler[] = [];
  return (handler) => {
    handlers.push(handler);
    if (handlers.length > 1) return;
    const lane = newLane(scope, topic);
    const forgive = (value: unknown) => (error: unknown) => isSendersFault(scope, topic, schema, value, error);
    awaitSubscription(
      scope,
      scope.bus.subscribe(topic, ({ type, data }) => {
        const variable = type === 'Var' ? readVariable(data) : undefined;
        const reason = variable === undefined ? 'is not a variable' : scope.checks.received(schema, variable.value);
        if (variable === undefined || reason !== undefined) scope.dropped.report(topic, 'value dropped', reason);
        else lane.run(() => deliver(scope, handlers, variable.value, forgive(variable.value)));
      }),
    );
  };
}

function deliver(
  scope: ModuleScope,
  handlers: readonly ValueHandler[],
  value: unknown,
  forgive: (error: unknown) => boolean,
): void | Promise<void> {
  const [only] = handlers;
  if (only !== undefined && handlers.length === 1) return guarded(scope, () => only(value), forgive);
  return guarded(
    scope,
    async () => {
      for (const handler of handlers) await handler(value);
    },
    forgive,
  );
}

/** A handler may fail at a value that its interface forbids: nobody has validated it. */
function isSendersFault(
  scope: ModuleScope,
  topic: string,
  schema: JsonSchema,
  value: unknown,
  error: unknown,
): boolean {
  const reason = scope.checks.excuse(schema, value);
  if (reason === undefined) return false;
  scope.dropped.report(topic, 'handler failed at a value that its interface forbids', reason, error);
  return true;
}
