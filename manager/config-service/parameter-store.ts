import type { ConfigValue } from '../../framework/declarations/index.js';
import type { ParameterTarget } from './live-configuration.js';

/** Where values that are set at run time are kept for later starts. */
export interface ParameterStore {
  /** framework.md §21.3: what the answer says when `keep` throws. */
  readonly failure: 'Failed to persist change to user-config' | 'Failed to persist change';
  /** The value is on the medium when this returns. */
  keep(target: ParameterTarget, value: ConfigValue): void;
}
