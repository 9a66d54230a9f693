import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { ErrorDefinition, InterfaceDefinition, JsonSchema, Manifest } from '../declarations/types.js';
import type { Bus } from '../wire/bus.js';
import type { ModuleConfigDocument } from '../wire/config-messages.js';
import { Lane } from '../wire/lane.js';
import type { SystemMetadata } from './bootstrap.js';
import type { DropLog } from './drop-log.js';

/** What the parts of one running module share. */
export interface ModuleScope {
  readonly id: string;
  readonly name: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly manifest: Manifest;
  readonly document: ModuleConfigDocument;
  readonly metadata: SystemMetadata;
  readonly signal: AbortSignal;
  /** The reason why `value` does not match, or undefined; always undefined while `validate_schema` is off. */
  readonly mismatch: (schema: JsonSchema, value: unknown) => string | undefined;
  /** Messages on the bus that are of no use. */
  readonly dropped: DropLog;
  /** What the broker has still to acknowledge; the module is not ready before. */
  readonly pending: Set<Promise<unknown>>;
  /** A bug of the module: ends it with this cause. */
  readonly fail: (cause: unknown) => void;
}

const emptyInterface: InterfaceDefinition = { cmds: {}, vars: {}, errors: {} };

/** An interface that no configured module provides was not distributed and has no slots either. */
export function interfaceOf(scope: ModuleScope, name: string): InterfaceDefinition {
  return scope.metadata.interfaces.get(name) ?? emptyInterface;
}

/** `<namespace>/<Name>` of every error that the interface declares. */
export function errorTypesOf(definition: InterfaceDefinition): ReadonlyMap<string, ErrorDefinition> {
  const types = new Map<string, ErrorDefinition>();
  for (const [namespace, errors] of Object.entries(definition.errors)) {
    for (const [name, error] of Object.entries(errors)) types.set(`${namespace}/${name}`, error);
  }
  return types;
}

/** Has the module wait for a subscription before it is ready; one that fails, also later, ends it. */
export function awaitSubscription(scope: ModuleScope, subscribing: Promise<unknown>): void {
  scope.pending.add(subscribing);
  subscribing.then(
    () => scope.pending.delete(subscribing),
    (error: unknown) => scope.fail(error),
  );
}

/** A serial lane for one topic; warns when handlers fall behind. */
export function newLane(scope: ModuleScope, topic: string): Lane {
  return new Lane(topic, (name, waiting) =>
    scope.log.warn({ topic: name, waiting }, 'messages wait for their handler'),
  );
}

/** Runs user code; what it throws is a bug of the module. */
export function guarded(scope: ModuleScope, run: () => void | Promise<void>): void | Promise<void> {
  try {
    const result = run();
    return result instanceof Promise ? result.catch((error: unknown) => scope.fail(error)) : result;
  } catch (error) {
    scope.fail(error);
  }
}
