import { defineModule } from 'everest-ts';
import type { EvManager } from '#generated/modules/EvManager';
import { CarSimulator } from './car-simulator.js';

/** A simulated car that follows scripts. */
export default defineModule<EvManager>((context) => {
  const { config, provides, requires, mqtt } = context;
  const car = new CarSimulator(context);
  const { ev, slac, ev_board_support: board } = requires;

  provides.main.implement({
    enable: ({ value }) => car.order({ type: 'enable', value }),
    execute_charging_session: ({ value }) => car.order({ type: 'execute', script: value }),
  });
  const topic = `everest_external/nodered/${config.module.connector_id}/carsim/cmd`;
  mqtt.subscribe(`${topic}/enable`, (payload) => car.order({ type: 'enable', value: payload === 'true' }));
  mqtt.subscribe(`${topic}/execute_charging_session`, (script) => car.order({ type: 'execute', script }));
  mqtt.subscribe(`${topic}/modify_charging_session`, (script) => car.order({ type: 'modify', script }));

  board.on.bsp_event((event) => car.take({ type: 'bsp-event', event }));
  board.on.bsp_measurement((measured) => car.take({ type: 'duty-cycle', percent: measured.cp_pwm_duty_cycle }));
  board.on.ev_info((info) => provides.ev_manager.publish.ev_info(info));
  slac?.on.state((state) => car.take({ type: 'slac', state }));
  ev?.on.ev_power_ready((value) => car.take({ type: 'signal', signal: 'powerReady', value }));
  ev?.on.dc_power_on(() => car.take({ type: 'signal', signal: 'dcPowerOn', value: true }));
  ev?.on.stop_from_charger(() => car.take({ type: 'signal', signal: 'stopFromCharger', value: true }));
  ev?.on.pause_from_charger(() => car.take({ type: 'signal', signal: 'pauseFromCharger', value: true }));
  ev?.on.v2g_session_finished(() => car.take({ type: 'signal', signal: 'sessionFinished', value: true }));
  ev?.on.ac_evse_max_current((currentA) => car.take({ type: 'charger-current', currentA }));
  ev?.on.ac_evse_target_power((target) => car.take({ type: 'charger-power', target }));
  return {
    ready: () => car.start(),
    shutdown: () => car.shutdown(),
  };
});
