export { FakePeer } from './fake-peer.js';
export { ManualClock } from '../clock/manual-clock.js';
export type { ConfigChangeOutcome, ConfigSet, ForeignConfiguration } from './kit-config.js';
export { startModule } from './module-kit.js';
export type { KitOptions, ModuleKit } from './module-kit.js';
export { CommandError, CommandTimeout, HandlerFailed } from '../wire/command-error.js';
