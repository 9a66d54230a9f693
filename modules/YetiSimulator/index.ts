import { defineModule } from 'everest-ts';
import type { YetiSimulator } from '#generated/modules/YetiSimulator';
import { boardSupportCommands, carSideCommands } from './commands.js';
import { startTransaction, stopTransaction } from './meter-transactions.js';
import { Simulator } from './simulator.js';

/** The hardware of one AC charger together with the car end of its cable. */
export default defineModule<YetiSimulator>((context) => {
  const { config, provides, mqtt, log } = context;
  const simulator = new Simulator(context);

  provides.board_support.implement(boardSupportCommands(simulator.order, log));
  provides.ev_board_support.implement(carSideCommands(simulator.order, log));
  provides.powermeter.implement({
    start_transaction: () => startTransaction(config.module),
    stop_transaction: () => stopTransaction(config.module),
  });
  provides.rcd.implement({ self_test: () => log.debug('residual current device tested'), reset: () => true });
  provides.connector_lock.implement({
    lock: () => log.info('connector locked'),
    unlock: () => log.info('connector unlocked'),
  });
  mqtt.subscribe(`everest_external/nodered/${config.module.connector_id}/carsim/error`, (payload) =>
    simulator.injectFault(payload),
  );
  return {
    ready: () => simulator.start(),
    shutdown: () => simulator.shutdown(),
  };
});
