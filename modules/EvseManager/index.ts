import { defineModule } from 'everest-ts';
import type { EvseManager } from '#generated/modules/EvseManager';
import { evseCommands } from './commands.js';
import { connectorType } from './connector-type.js';
import { Evse } from './evse.js';
import { connectInputs } from './inputs.js';
import { StartUp } from './start-up.js';

/** One EVSE: control pilot, sessions and transactions, limits and errors. */
export default defineModule<EvseManager>((context) => {
  const { config, log, provides } = context;
  const evse = new Evse(context);
  const startUp = new StartUp(evse);
  const type = connectorType(config.module.connector_type);
  if (type === undefined) log.warn({ connector_type: config.module.connector_type }, 'unknown connector type');

  provides.evse.implement(evseCommands(evse, startUp, type));
  provides.energy_grid.implement({ enforce_limits: ({ value }) => evse.energy.enforce(value) });
  provides.random_delay.implement({
    enable: () => evse.energy.setDelay({ enabled: true }),
    disable: () => evse.energy.setDelay({ enabled: false }),
    cancel: () => evse.energy.setDelay({}),
    set_duration_s: ({ value }) => evse.energy.setDelay({ maxDurationS: value }),
  });
  provides.dc_external_derate.implement({
    set_external_derating: () => log.debug('derating has no effect without DC'),
  });
  connectInputs(evse, startUp);

  return {
    ready: () => void startUp.run().catch((error: unknown) => context.fail(error)),
    shutdown: async () => {
      startUp.close();
      await evse.close();
    },
  };
});
