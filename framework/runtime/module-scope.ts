import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { ErrorDefinition, InterfaceDefinition, Manifest } from '../declarations/types.js';
import type { Bus } from '../wire/bus.js';
import { ResultUnusable } from '../wire/command-error.js';
import type { ModuleConfigDocument } from '../wire/config-messages.js';
import { Lane } from '../wire/lane.js';
import type { SystemMetadata } from './bootstrap.js';
import type { DropLog } from './drop-log.js';
import type { ValueChecks } from './value-checks.js';

/** What the parts of one running module share. */
export interface ModuleScope {
  readonly id: string;
  readonly name: string;
  readonly bus: Bus;
  readonly clock: Clock;
  /** For waiting for the manager. */
  readonly wallClock: Clock;
  readonly log: Logger;
  readonly manifest: Manifest;
  readonly document: ModuleConfigDocument;
  readonly metadata: SystemMetadata;
  readonly signal: AbortSignal;
  readonly checks: ValueChecks;
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

/**
 * Runs user code. What it throws is a bug of the module and ends it, unless `forgive` takes care of the error; answers of
 * others that cannot be used are no bug of it either.
 */
export function guarded(
  scope: ModuleScope,
  run: () => void | Promise<void>,
  forgive: (error: unknown) => boolean = () => false,
): void | Promise<void> {
  const caught = (error: unknown): void => {
    if (error instanceof ResultUnusable) scope.log.error({ err: error }, 'handler gave up');
    else if (!forgive(error)) scope.fail(error);
  };
  try {
    const result = run();
    return result instanceof Promise ? result.catch(caught) : result;
  } catch (error) {
    caught(error);
  }
}
