import type { Configuration } from '../config/configuration.js';

/** The configuration of the run of the moment, for those who outlive a run. */
export function liveConfiguration(current: () => Configuration): Configuration {
  return {
    get file() {
      return current().file;
    },
    get settings() {
      return current().settings;
    },
    get modules() {
      return current().modules;
    },
  };
}
