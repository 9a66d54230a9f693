/** The front door for people who write a module. */
export { defineModule } from './runtime/api.js';
export type {
  Calls,
  CommandHandlers,
  ConfigChangeAnswer,
  ConfigChangeHandler,
  ConfigChangeTarget,
  ConfigIdentifier,
  ConfigService,
  ConfigSetResult,
  ErrorCondition,
  ErrorHandlers,
  ErrorStateMonitor,
  ExternalMqtt,
  GlobalErrors,
  ModuleContext,
  ModuleDefinition,
  ModuleHooks,
  ModuleInfo,
  ModuleSetup,
  ObservedErrors,
  Provided,
  RaisedErrors,
  RaiseOptions,
  Required,
  Requires,
  Telemetry,
} from './runtime/api.js';
export type { Cardinality, InterfaceShape, ModuleShape } from './runtime/shapes.js';
export type { ConfigParameter, ModuleMapping, ParameterValue } from './wire/config-messages.js';
export type { ErrorObject, ErrorState, Mapping, Severity } from './wire/messages.js';
export type { Clock, Timer } from '../lib/clock/clock.js';
export { RealClock } from './clock/real-clock.js';
export { timestamp } from '../lib/clock/clock.js';
export type { Random } from '../lib/clock/random.js';
export type { Logger, LogLevel } from '../lib/log/logger.js';
export { silentLogger } from '../lib/log/logger.js';
export { ModuleExit } from './runtime/module-exit.js';
export { CommandError, CommandTimeout, HandlerFailed } from './wire/command-error.js';
export { EverestError, errorText } from '../lib/errors/everest-error.js';
