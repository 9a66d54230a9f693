import { defineModule } from 'everest-ts';
import type { EnergyManager } from '#generated/modules/EnergyManager';
import { RunLoop } from './run-loop.js';
import { optimizerSettings } from './settings.js';

/** Shares the energy of the tree below one node between its EVSEs. */
export default defineModule<EnergyManager>((context) => {
  const { config, requires, clock, log, signal } = context;
  const loop = new RunLoop({
    settings: optimizerSettings(config.module),
    intervalMs: config.module.update_interval * 1000,
    debug: config.module.debug,
    trunk: requires.energy_trunk,
    clock,
    log,
    signal,
  });

  requires.energy_trunk.on.energy_flow_request((request) => loop.take(request));
  return {
    ready() {
      loop.run().catch((cause: unknown) => context.fail(cause));
    },
  };
});
