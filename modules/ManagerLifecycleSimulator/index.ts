import { defineModule, ModuleExit } from 'everest-ts';
import type { ManagerLifecycleSimulator } from '#generated/modules/ManagerLifecycleSimulator';
import { exitCodeOf } from './exit-code.js';

/** Longer than any manager waits, in ms. */
const BLOCK_MS = 100_000;

/** Ends with an exit code, or hangs in its shutdown, as it is told over external MQTT. */
export default defineModule<ManagerLifecycleSimulator>((context) => {
  const { clock, info, log, mqtt } = context;
  let blocks = false;
  mqtt.subscribe(`everest_api/${info.id}/cmd/exit`, (payload) => context.fail(new ModuleExit(exitCodeOf(payload))));
  mqtt.subscribe(`everest_api/${info.id}/cmd/block`, () => {
    blocks = true;
    log.info('the shutdown will hang');
  });

  return {
    async shutdown() {
      if (blocks) await clock.sleep(BLOCK_MS);
    },
  };
});
