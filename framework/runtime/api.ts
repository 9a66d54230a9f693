import type { Clock } from '../../lib/clock/clock.js';
import type { Random } from '../../lib/clock/random.js';
import type { Logger } from '../../lib/log/logger.js';
import type { ConfigParameter, ModuleMapping, ParameterValue } from '../wire/config-messages.js';
import type { ErrorObject, Mapping, Severity } from '../wire/messages.js';
import type { InterfaceShape, ModuleShape } from './shapes.js';

type Handler<T> = (value: T) => void | Promise<void>;

/** All commands of an interface as one typed object; a missing one does not compile. */
export type CommandHandlers<I extends InterfaceShape> = {
  [C in keyof I['cmds']]: (args: I['cmds'][C]['args']) => I['cmds'][C]['result'] | Promise<I['cmds'][C]['result']>;
};

/** Calls of a connected implementation. Each rejects with a subclass of `CommandError` (`CommandTimeout`, `HandlerFailed`, …). */
export type Calls<I extends InterfaceShape> = {
  readonly [C in keyof I['cmds']]: {} extends I['cmds'][C]['args']
    ? (args?: I['cmds'][C]['args']) => Promise<I['cmds'][C]['result']>
    : (args: I['cmds'][C]['args']) => Promise<I['cmds'][C]['result']>;
};

export type Publishers<I extends InterfaceShape> = { readonly [V in keyof I['vars']]: (value: I['vars'][V]) => void };

/** Handlers of one variable never overlap and see its values in order. */
export type Subscriptions<I extends InterfaceShape> = {
  readonly [V in keyof I['vars']]: (handler: Handler<I['vars'][V]>) => void;
};

export interface ErrorCondition {
  readonly type: string;
  readonly subType?: string;
  readonly active: boolean;
}

/** framework.md §19.6: asks which errors are active now. */
export interface ErrorStateMonitor<T extends string = string> {
  /** `subType` defaults to the empty sub type. */
  isActive(type: T, subType?: string): boolean;
  /** True when every given condition holds. */
  isSatisfied(...conditions: readonly ErrorCondition[]): boolean;
  active(): readonly ErrorObject[];
}

export interface RaiseOptions {
  readonly subType?: string;
  /** Default `no message provided`. */
  readonly message?: string;
  /** Default: the description of the declared error type. */
  readonly description?: string;
  /** Default `Low`. */
  readonly severity?: Severity;
  /** Default `everest`. */
  readonly vendorId?: string;
}

/** framework.md §19.3: errors of one provided implementation. Refused operations are logged, never thrown. */
export interface RaisedErrors<T extends string> extends ErrorStateMonitor<T> {
  raise(type: T, options?: RaiseOptions): void;
  /** Clears the error with exactly this sub type (default: the empty one). */
  clear(type: T, subType?: string): void;
  /** Clears every sub type of `type`, or every active error of the implementation. */
  clearAll(type?: T): void;
}

export interface ErrorHandlers {
  readonly raised: Handler<ErrorObject>;
  readonly cleared?: Handler<ErrorObject>;
}

/** framework.md §19.4: errors of one connected implementation. */
export interface ObservedErrors<T extends string> extends ErrorStateMonitor<T> {
  on(type: T, handlers: ErrorHandlers): void;
  onAny(handlers: ErrorHandlers): void;
}

/** One entry of the manifest's `provides`. */
export interface Provided<I extends InterfaceShape> {
  implement(handlers: CommandHandlers<I>): void;
  readonly publish: Publishers<I>;
  readonly errors: RaisedErrors<I['errors']>;
  /** The mapping of this implementation, else of the module. */
  readonly mapping: Mapping | undefined;
}

/** One connection of one entry of the manifest's `requires`. */
export interface Required<I extends InterfaceShape> {
  readonly moduleId: string;
  readonly implementationId: string;
  /** Position in the configured list. */
  readonly index: number;
  /** The partner's implementation mapping, else its module mapping. */
  readonly mapping: Mapping | undefined;
  readonly call: Calls<I>;
  readonly on: Subscriptions<I>;
  readonly errors: ObservedErrors<I['errors']>;
}

export type Requires<M extends ModuleShape> = {
  readonly [R in keyof M['requires']]: M['requires'][R]['cardinality'] extends 'one'
    ? Required<M['requires'][R]['interface']>
    : M['requires'][R]['cardinality'] extends 'optional'
      ? Required<M['requires'][R]['interface']> | undefined
      : readonly Required<M['requires'][R]['interface']>[];
};

/** framework.md §20: topics outside the everest prefix, below `mqtt_external_prefix`. */
export interface ExternalMqtt {
  publish(topic: string, payload: string | number | boolean, options?: { readonly retain?: boolean }): void;
  /** Wildcards are allowed. Returns a function that ends the subscription. */
  subscribe(topic: string, handler: (payload: string, topic: string) => void | Promise<void>): () => void;
}

export interface Telemetry {
  /** A silent no-op while telemetry is off for this instance. `type` defaults to `subcategory`. */
  publish(category: string, subcategory: string, values: Readonly<Record<string, unknown>>, type?: string): void;
}

export interface GlobalErrors extends ErrorStateMonitor {
  onAny(handlers: ErrorHandlers): void;
}

export interface ModuleInfo {
  readonly id: string;
  readonly name: string;
  readonly authors: readonly string[];
  readonly license: string;
  readonly paths: { readonly etc: string; readonly libexec: string; readonly share: string };
  readonly mapping: Mapping | undefined;
  readonly telemetryEnabled: boolean;
  readonly globalErrorsEnabled: boolean;
}

export interface ConfigIdentifier {
  readonly moduleId: string;
  readonly parameter: string;
  /** Default `!module`. */
  readonly implementationId?: string;
}

/** What a change handler says to a new value: it is in force, it is refused for a reason, or it counts from the next start on. */
export type ConfigChangeAnswer = 'Accepted' | 'RebootRequired' | { readonly rejected: string };

/** Nobody has checked limits and enum values before a change handler sees the value (framework.md §21.3). */
type Unchecked<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : never;

export type ConfigChangeHandler<T> = (value: Unchecked<T>) => ConfigChangeAnswer | Promise<ConfigChangeAnswer>;

type ImplementationTargets<I> = {
  [K in keyof I & string]: { readonly implementationId: K; readonly parameter: keyof I[K] & string };
}[keyof I & string];

/** A parameter of the module, or `{ implementationId, parameter }` of one of its implementations. */
export type ConfigChangeTarget<C extends ModuleShape['config']> =
  (keyof C['module'] & string) | ImplementationTargets<C['implementations']>;

type ConfigTargetValue<C extends ModuleShape['config'], T> = T extends keyof C['module']
  ? C['module'][T]
  : T extends { readonly implementationId: infer I extends keyof C['implementations']; readonly parameter: infer P }
    ? C['implementations'][I][P & keyof C['implementations'][I]]
    : never;

export interface ConfigSetResult {
  readonly status: 'Accepted' | 'Rejected' | 'RebootRequired';
  /** The reason, or empty. */
  readonly info: string;
}

/**
 * framework.md §21: configuration values at run time. A module sees and changes its own; those of others as far as
 * its `access` block allows. Every request but `onChange` rejects with `ConfigRefused` when it is denied or unanswered.
 */
export interface ConfigService<C extends ModuleShape['config'] = ModuleShape['config']> {
  /** The value in force, which may differ from `config` since a change was accepted. */
  get(identifier: ConfigIdentifier): Promise<ParameterValue>;
  /** Every parameter that this module may read, by module and implementation (`!module` = module level). */
  getAll(): Promise<Readonly<Record<string, Readonly<Record<string, readonly ConfigParameter[]>>>>>;
  /** The mapping of every module whose configuration this module may read; null = none. */
  getAllMappings(): Promise<Readonly<Record<string, ModuleMapping | null>>>;
  /** Stores a value for good, and has a running module take it over where it can. The answer may take 10 s. */
  set(identifier: ConfigIdentifier, value: ParameterValue): Promise<ConfigSetResult>;
  /**
   * Has `handler` called with each new value of an own parameter that the manifest declares `ReadWrite`. One handler
   * a parameter; to be called during set-up. `config` keeps the value of the start.
   */
  onChange<T extends ConfigChangeTarget<C>>(target: T, handler: ConfigChangeHandler<ConfigTargetValue<C, T>>): void;
}

/** Everything a module may touch. */
export interface ModuleContext<M extends ModuleShape> {
  readonly config: Readonly<M['config']>;
  readonly provides: { readonly [I in keyof M['provides']]: Provided<M['provides'][I]> };
  readonly requires: Requires<M>;
  readonly info: ModuleInfo;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** Fires when the module is told to shut down; everything that waits takes it. */
  readonly signal: AbortSignal;
  readonly mqtt: M['externalMqtt'] extends true ? ExternalMqtt : undefined;
  readonly telemetry: M['telemetry'] extends true ? Telemetry : undefined;
  readonly globalErrors: M['globalErrors'] extends true ? GlobalErrors : undefined;
  readonly configService: ConfigService<M['config']>;
  /** Ends the system with this cause, for a fault that the module cannot live with. */
  fail(cause: unknown): void;
}

export interface ModuleHooks {
  /** Every module is up: publish and call from here on. */
  ready?(): void | Promise<void>;
  /** Put things in order within 5 s. */
  shutdown?(): void | Promise<void>;
}

export type ModuleSetup<M extends ModuleShape> = (
  context: ModuleContext<M>,
) => ModuleHooks | void | Promise<ModuleHooks | void>;

export interface ModuleDefinition<M extends ModuleShape = ModuleShape> {
  readonly kind: 'everest-module';
  readonly setup: ModuleSetup<M>;
}

/** The one way to write a module: its default export. `setup` subscribes and implements; `ready` is the first moment to act. */
export function defineModule<M extends ModuleShape>(setup: ModuleSetup<M>): ModuleDefinition<M> {
  return { kind: 'everest-module', setup };
}
