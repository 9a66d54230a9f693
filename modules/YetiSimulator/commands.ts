import type { CommandHandlers, Logger } from 'everest-ts';
import type { EvBoardSupportInterface } from '#generated/interfaces/ev_board_support';
import type { EvseBoardSupportInterface } from '#generated/interfaces/evse_board_support';
import type { BoardInput } from './simulation.js';

type Order = (input: BoardInput) => void;

/** The charger's commands as orders to the board. */
export function boardSupportCommands(order: Order, log: Logger): CommandHandlers<EvseBoardSupportInterface> {
  return {
    enable: ({ value }) => order({ type: 'evse-enable', value }),
    pwm_on: ({ value }) => order({ type: 'evse-pwm', dutyPercent: value }),
    cp_state_X1: () => order({ type: 'evse-x1' }),
    cp_state_F: () => order({ type: 'evse-f' }),
    cp_state_E: () => log.warn('control pilot state E is not supported by this board'),
    allow_power_on: ({ value }) => order({ type: 'evse-allow-power', value: value.allow_power_on }),
    ac_switch_three_phases_while_charging: ({ value }) => order({ type: 'evse-three-phases', value }),
    ac_set_overcurrent_limit_A: ({ value }) => log.debug({ limitA: value }, 'over-current limit ignored'),
  };
}

/** The car's commands as orders to the board. */
export function carSideCommands(order: Order, log: Logger): CommandHandlers<EvBoardSupportInterface> {
  return {
    enable: ({ value }) => order({ type: 'car-enable', value }),
    set_cp_state: ({ cp_state }) => order({ type: 'car-cp-state', state: cp_state }),
    allow_power_on: ({ value }) => log.debug({ value }, 'car contactor permission'),
    diode_fail: ({ value }) => order({ type: 'car-diode-fail', value }),
    set_ac_max_current: ({ current }) => order({ type: 'car-max-current', currentA: current }),
    set_three_phases: ({ three_phases }) => order({ type: 'car-phases', threePhases: three_phases }),
    set_rcd_error: ({ rcd_current_mA }) => order({ type: 'car-rcd-current', currentMa: rcd_current_mA }),
  };
}
