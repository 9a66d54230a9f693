import { charge, stateOfCharge, type ChargingTargets } from './battery.js';
import type { CarConfig, EvState } from './car.js';
import type { Pass } from './pass.js';
import type { EVInfo } from '#generated/types/evse_manager';

interface StateActions {
  /** Done in the first pass of the state. */
  readonly entry: (pass: Pass) => void;
  /** Done in every pass, after `entry`. */
  readonly during?: (pass: Pass) => void;
  /** The battery is charged in every pass but the first. */
  readonly charges?: true;
}

const states: Readonly<Record<EvState, StateActions>> = {
  UNPLUGGED: {
    entry: (pass) => {
      pass.emit({ type: 'cp-state', state: 'A' }, { type: 'allow-power', value: false }, { type: 'stop-v2g' });
      pass.setSession({ slac: 'UNMATCHED' });
    },
  },
  PLUGGED_IN: {
    entry: (pass) => pass.emit({ type: 'cp-state', state: 'B' }, { type: 'allow-power', value: false }),
  },
  CHARGING_REGULATED: { entry: () => undefined, during: followDutyCycle, charges: true },
  CHARGING_FIXED: { entry: takePower, charges: true },
  ERROR_E: {
    entry: (pass) => pass.emit({ type: 'cp-state', state: 'E' }, { type: 'allow-power', value: false }),
  },
  DIODE_FAIL: {
    entry: (pass) => pass.emit({ type: 'diode-fail' }, { type: 'allow-power', value: false }),
  },
  ISO_POWER_READY: { entry: (pass) => pass.emit({ type: 'cp-state', state: 'C' }) },
  ISO_CHARGING_REGULATED: { entry: takePower, charges: true },
  BCB_TOGGLE: { entry: () => undefined, during: togglePilot },
};

/** One pass of the state the car is in; `dtMs` is the time since the pass before. */
export function actOnState(pass: Pass, dtMs: number): void {
  const { state, lastState } = pass.session;
  const actions = states[state];
  const entered = state !== lastState;
  if (entered) actions.entry(pass);
  actions.during?.(pass);
  if (entered ? state === 'PLUGGED_IN' : actions.charges === true) updateSoc(pass, dtMs);
  pass.setSession({ lastState: state, lastDutyPercent: pass.car.dutyPercent });
}

/** IEC 61851-1: more than 7 % and less than 97 % offers a current. */
export function offersPower(dutyPercent: number): boolean {
  return dutyPercent > 7 && dutyPercent < 97;
}

function takePower(pass: Pass): void {
  pass.emit({ type: 'cp-state', state: 'C' }, { type: 'allow-power', value: true });
}

function followDutyCycle(pass: Pass): void {
  const { lastState, state, lastDutyPercent } = pass.session;
  const { dutyPercent } = pass.car;
  if (lastState === state && lastDutyPercent === dutyPercent) return;
  if (offersPower(dutyPercent)) takePower(pass);
  else pass.emit({ type: 'cp-state', state: 'B' }, { type: 'allow-power', value: false });
}

function togglePilot(pass: Pass): void {
  const { togglesToC, toggles } = pass.session;
  pass.emit({ type: 'cp-state', state: togglesToC ? 'B' : 'C' });
  pass.setSession({ togglesToC: !togglesToC, toggles: togglesToC ? toggles + 1 : toggles });
}

function updateSoc(pass: Pass, dtMs: number): void {
  const { config } = pass.setup;
  const battery = charge(pass.session.battery, dtMs, targetsOf(config));
  const soc = stateOfCharge(battery);
  pass.setSession({ battery });
  if (soc !== pass.car.toldSoc) {
    pass.set({ toldSoc: soc });
    pass.emit({ type: 'update-soc', socPercent: soc });
  }
  const info = { soc, battery_capacity: battery.capacityWh, battery_full_soc: 100 };
  pass.emit({ type: 'publish-ev-info', info: { ...info, ...targetsInInfo(pass) } });
}

function targetsInInfo(pass: Pass): EVInfo {
  const { charging } = pass.session.battery;
  const { config } = pass.setup;
  if (charging.type === 'none') return {};
  if (charging.type === 'ac') return { target_current: charging.currentA, target_voltage: 0 };
  return { target_current: config.dc_target_current, target_voltage: config.dc_target_voltage };
}

function targetsOf(config: CarConfig): ChargingTargets {
  return {
    acNominalVoltageV: config.ac_nominal_voltage,
    dcTargetCurrentA: config.dc_target_current,
    dcTargetVoltageV: config.dc_target_voltage,
  };
}
