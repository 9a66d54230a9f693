import { isDraining, type Lifecycle } from './states.js';

/** framework.md §23: what the configuration service is told of the modules. */
export type ModuleStatus = 'Starting' | 'Running' | 'RestartTriggered' | 'Stopping' | 'Stopped' | 'FailedToStart';

export function moduleStatus({ state, failedToStart }: Lifecycle): ModuleStatus {
  if (state === 'StartingModules') return 'Starting';
  if (state === 'Running') return 'Running';
  if (state === 'RestartRequested') return 'RestartTriggered';
  if (isDraining(state)) return 'Stopping';
  return failedToStart ? 'FailedToStart' : 'Stopped';
}
