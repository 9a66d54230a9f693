import type { Pace } from '../../framework/clock/index.js';
import type { TypeDocument } from '../../framework/declarations/index.js';
import type { BrokerTerms } from '../../framework/wire/broker-terms.js';
import type { LogRules } from '../../framework/log/logging-config.js';
import type { LogLevel } from '../../lib/log/logger.js';
import type { ModuleEntry } from './host-plan.js';

/** What a host process is told over its channel to the manager. */
export interface HostSpec {
  readonly modules: readonly ModuleEntry[];
  readonly address: { readonly host: string; readonly port: number } | { readonly socketPath: string };
  /** How to show oneself to the broker. */
  readonly terms?: BrokerTerms;
  readonly everestPrefix: string;
  readonly externalPrefix: string;
  readonly pace: Pace;
  readonly logLevel: LogLevel;
  /** In place of `logLevel`. */
  readonly logRules?: LogRules | undefined;
  readonly logPretty: boolean;
  /** The types of the values that modules send each other, by type file. */
  readonly types?: Readonly<Record<string, TypeDocument>>;
}

/** What a host process tells the manager before it ends by itself. */
export interface HostFailure {
  readonly failedModule: string | undefined;
  readonly reason: string;
  readonly connectionLost: boolean;
}

export type HostMessage =
  { readonly type: 'listening' } | { readonly type: 'closed' } | ({ readonly type: 'failed' } & HostFailure);

export type ManagerMessage = { readonly type: 'start'; readonly spec: HostSpec } | { readonly type: 'close' };
