import type { CommandErrorType } from '../wire/command-error.js';
import type { BrokerAddress } from '../wire/mqtt-transport.js';
import type { ParameterValue } from '../wire/config-messages.js';
import type { ErrorObject, Mapping } from '../wire/messages.js';

/** What travels between the module's thread and the thread that has the connection. Everything here can be cloned. */

/** What the connection's thread needs to start. */
export interface CoreSettings {
  readonly moduleId: string;
  readonly address: Exclude<BrokerAddress, { readonly openStream: unknown }>;
  /** Used verbatim. */
  readonly everestPrefix: string;
  readonly externalPrefix: string;
  readonly validateSchema: boolean;
}

/** One connection of one requirement. */
export interface SlotId {
  readonly requirement: string;
  readonly index: number;
}

export interface WireCondition {
  readonly type: string;
  readonly subType: string;
  readonly active: boolean;
}

/** From the module. `text` is JSON text, so that numbers keep the form in which they were written. */
export type CoreOperation =
  | { readonly op: 'boot' }
  | { readonly op: 'serve'; readonly implementation: string; readonly command: string }
  | { readonly op: 'reply'; readonly id: number; readonly text: string }
  | { readonly op: 'publish'; readonly implementation: string; readonly variable: string; readonly text: string }
  | { readonly op: 'subscribe'; readonly slot: SlotId; readonly variable: string; readonly handler: number }
  | {
      readonly op: 'subscribe-error';
      readonly slot: SlotId;
      /** Undefined: all types. */
      readonly type: string | undefined;
      readonly handler: number;
    }
  | { readonly op: 'call'; readonly slot: SlotId; readonly command: string; readonly text: string }
  | { readonly op: 'raise'; readonly implementation: string; readonly error: ErrorObject }
  | { readonly op: 'clear'; readonly implementation: string; readonly type: string; readonly subType: string }
  | { readonly op: 'clear-all'; readonly implementation: string; readonly type: string | undefined }
  | {
      readonly op: 'check-errors';
      readonly of: { readonly implementation: string } | SlotId;
      readonly conditions: readonly WireCondition[];
    }
  | { readonly op: 'publish-topic'; readonly topic: string; readonly payload: string }
  | { readonly op: 'subscribe-topic'; readonly topic: string; readonly handler: number }
  | {
      readonly op: 'telemetry';
      readonly category: string;
      readonly subcategory: string;
      readonly type: string;
      readonly values: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly op: 'set-up' }
  | { readonly op: 'shutdown-begins' }
  | { readonly op: 'shut-down' }
  | { readonly op: 'flush' };

/** What the module has to know of itself before it can be set up: framework.md §26.2. */
export interface BootDocument {
  readonly info: {
    readonly name: string;
    readonly id: string;
    readonly paths: { readonly etc: string; readonly libexec: string; readonly share: string };
    readonly telemetryEnabled: boolean;
  };
  readonly config: { readonly module: ConfigValues; readonly impl: Readonly<Record<string, ConfigValues>> };
  readonly provides: Readonly<Record<string, ProvidedDescription>>;
  readonly requires: Readonly<Record<string, RequiredDescription>>;
  /** Description of every error type that any interface declares. */
  readonly errorDescriptions: Readonly<Record<string, string>>;
  readonly externalMqtt: boolean;
  readonly telemetry: boolean;
}

/** Null when there are no parameters. */
export type ConfigValues = Readonly<Record<string, ParameterValue>> | null;

export interface ProvidedDescription {
  readonly commands: readonly string[];
  readonly variables: readonly string[];
  /** Of the origin of its errors. */
  readonly mapping: Mapping | undefined;
}

export interface RequiredDescription {
  /** Whether the manifest asks for exactly one connection. */
  readonly single: boolean;
  readonly slots: number;
  readonly commands: readonly string[];
  readonly variables: readonly string[];
  readonly errors: readonly string[];
}

/** To the module; each becomes one callback behind the gate, but for `failed`. */
export type CoreEvent =
  | {
      readonly event: 'command';
      readonly id: number;
      readonly implementation: string;
      readonly command: string;
      readonly args: Readonly<Record<string, unknown>>;
    }
  | { readonly event: 'variable'; readonly handler: number; readonly value: unknown }
  | { readonly event: 'error'; readonly handler: number; readonly cleared: boolean; readonly error: ErrorObject }
  | { readonly event: 'topic'; readonly handler: number; readonly payload: string }
  | { readonly event: 'ready' }
  | { readonly event: 'shutdown' }
  | CoreFailure;

/** The module cannot go on: the broker is gone, or refuses something. */
export interface CoreFailure {
  readonly event: 'failed';
  readonly reason: string;
}

/** What came of an operation that the module waited for. */
export type CoreAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string; readonly errorType: CommandErrorType | undefined }
  | { readonly kind: 'failed'; readonly failure: CoreFailure };

/** How the module's thread reaches the connection's. */
export interface CoreLink {
  /** Does not wait. Operations are carried out in the order of `send` and `ask`. */
  send(operation: CoreOperation): void;
  /** Blocks this thread until the answer is there, however long that takes; throws what the operation was refused with. */
  ask(operation: CoreOperation): unknown;
  /** From now on events are delivered, and keep the process alive. Called once. */
  onEvent(handler: (event: CoreEvent) => void): void;
  /** The framework is done: nothing of it keeps the process alive any more. */
  release(): void;
  /** Ends the connection's thread at once. */
  abandon(): void;
}
