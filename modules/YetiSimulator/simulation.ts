import type { BspEvent, BspMeasurement } from '#generated/types/board_support_common';
import {
  initialBoard,
  noCurrents,
  withF,
  withPwm,
  withX1,
  type Board,
  type CarCpState,
  type CarSide,
  type EvseSide,
  type Plant,
} from './board.js';
import { readPilot } from './control-pilot.js';
import { drawnCurrents } from './load.js';
import { countEnergy } from './meter.js';
import { actOnPilotState } from './pilot-states.js';
import { cableRating } from './proximity.js';
import { measure, measurePilot, noiseFactor } from './readings.js';

/** The residual current in mA above which the device trips. */
const RCD_LIMIT_MA = 5;

const pilotVoltageV = { A: 12, B: 9, C: 6, D: 3 } as const;

/** What happens to the board. Orders of the car are named car-, those of the charger evse-. */
export type BoardInput =
  | { readonly type: 'car-enable'; readonly value: boolean }
  | { readonly type: 'car-cp-state'; readonly state: CarCpState }
  | { readonly type: 'car-diode-fail'; readonly value: boolean }
  | { readonly type: 'car-max-current'; readonly currentA: number }
  | { readonly type: 'car-phases'; readonly threePhases: boolean }
  | { readonly type: 'car-rcd-current'; readonly currentMa: number }
  | { readonly type: 'evse-enable'; readonly value: boolean }
  | { readonly type: 'evse-pwm'; readonly dutyPercent: number }
  | { readonly type: 'evse-x1' }
  | { readonly type: 'evse-f' }
  | { readonly type: 'evse-allow-power'; readonly value: boolean }
  | { readonly type: 'evse-three-phases'; readonly value: boolean };

/** What the outside is to learn, in this order. */
export type BoardOutput =
  | { readonly type: 'event'; readonly event: BspEvent['event'] }
  | { readonly type: 'car-event'; readonly event: BspEvent['event'] }
  | { readonly type: 'rcd-current'; readonly currentMa: number }
  | { readonly type: 'measurement'; readonly measurement: BspMeasurement }
  | { readonly type: 'raise' | 'clear'; readonly fault: 'diode' | 'rcd' }
  | { readonly type: 'refused'; readonly input: 'car-cp-state' };

export interface BoardStep {
  readonly board: Board;
  readonly outputs: readonly BoardOutput[];
}

export interface World {
  readonly plant: Plant;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** One order of the car or the charger. Those that move the control pilot take effect at once. */
export function step(board: Board, input: BoardInput, world: World): BoardStep {
  switch (input.type) {
    case 'car-enable':
      return enableCar(board, input.value, world.plant);
    case 'car-cp-state':
      return setPilot(board, input.state, world);
    case 'car-diode-fail':
      return quiet(withCar(board, { diodeFail: input.value }));
    case 'car-max-current':
      return quiet(withCar(board, { maxCurrentA: input.currentA }));
    case 'car-phases':
      return quiet(withCar(board, { phases: input.threePhases ? 3 : 1 }));
    case 'car-rcd-current':
      return quiet(withCar(board, { rcdCurrentMa: input.currentMa }));
    case 'evse-enable':
      return quiet(enableEvse(board, input.value));
    case 'evse-pwm':
      return evaluateNow(withEvse(board, withPwm(board.evse, input.dutyPercent)), world);
    case 'evse-x1':
      return evaluateNow(withEvse(board, withX1(board.evse)), world);
    case 'evse-f':
      return evaluateNow(withEvse(board, withF(board.evse)), world);
    case 'evse-allow-power':
      return evaluateNow(withEvse(board, { ...board.evse, powerAllowed: input.value }), world);
    case 'evse-three-phases':
      return quiet(withEvse(board, { ...board.evse, threePhases: input.value }));
  }
}

/** One period of the board. `dtMs` is the time since the tick before. */
export function tick(board: Board, dtMs: number, world: World): BoardStep {
  if (!board.carEnabled) return quiet(board);
  const rcd = checkRcd(board);
  const evaluated = evaluate(rcd.board, world.plant);
  const measured = { ...evaluated.board, readings: measure(evaluated.board, world.plant, world.random) };
  const counted = { ...measured, energy: countEnergy(measured, dtMs) };
  return {
    board: counted,
    outputs: [...rcd.outputs, ...evaluated.outputs, { type: 'measurement', measurement: measurementOf(counted) }],
  };
}

function quiet(board: Board): BoardStep {
  return { board, outputs: [] };
}

function withCar(board: Board, changes: Partial<CarSide>): Board {
  return { ...board, car: { ...board.car, ...changes } };
}

function withEvse(board: Board, evse: EvseSide): Board {
  return { ...board, evse };
}

/** Taking the car away leaves a board as after power-up; what it had reported as on is reported as off. */
function enableCar(board: Board, value: boolean, plant: Plant): BoardStep {
  if (value || !board.carEnabled) return quiet({ ...board, carEnabled: value });
  const outputs: BoardOutput[] = [{ type: 'car-event', event: 'A' }];
  if (board.relayOn) outputs.push({ type: 'event', event: 'PowerOff' });
  if (board.diodeFault) outputs.push({ type: 'clear', fault: 'diode' });
  if (board.rcdFault) outputs.push({ type: 'clear', fault: 'rcd' });
  return { board: initialBoard(plant), outputs };
}

/** Switching on makes the board report its state once more, changed or not. */
function enableEvse(board: Board, value: boolean): Board {
  if (!value) return { ...board, cp: 'Disabled' };
  return { ...board, cp: board.cp === 'Disabled' ? 'A' : board.cp, republish: true };
}

/**
 * A car that unplugs leaves its faults behind, so that the next session starts clean. State F hides what the car does to
 * the pilot, but not that it drives away: that is seen when the pilot comes back.
 */
function setPilot(board: Board, state: CarCpState, world: World): BoardStep {
  if (board.evse.stateF && state === 'A') return quiet(withCar(board, pilotOf(state)));
  if (board.evse.stateF) return { board, outputs: [{ type: 'refused', input: 'car-cp-state' }] };
  const evaluated = evaluateNow(withCar(board, pilotOf(state)), world);
  return { board: evaluated.board, outputs: [{ type: 'car-event', event: state }, ...evaluated.outputs] };
}

function pilotOf(state: CarCpState): Partial<CarSide> {
  if (state === 'E') return { pilotShorted: true };
  const healed = state === 'A' ? { diodeFail: false, pilotShorted: false } : {};
  return { cpVoltageV: pilotVoltageV[state], ...healed };
}

/** Looks at the control pilot between two ticks; meter and other readings keep their pace. */
function evaluateNow(board: Board, { plant, random }: World): BoardStep {
  if (!board.carEnabled) return quiet(board);
  return evaluate({ ...board, readings: measurePilot(board, () => noiseFactor(random)) }, plant);
}

function evaluate(board: Board, plant: Plant): BoardStep {
  const seen = seePilot(board);
  const reported = seen.board.cp !== seen.board.previousCp || seen.board.republish;
  const outputs = [...seen.outputs];
  if (reported) outputs.push({ type: 'event', event: seen.board.cp === 'Disabled' ? 'F' : seen.board.cp });
  const acted = actOnPilotState(seen.board, plant);
  if (acted.relayOn !== board.relayOn) outputs.push({ type: 'event', event: acted.relayOn ? 'PowerOn' : 'PowerOff' });
  return { board: { ...acted, previousCp: acted.cp, republish: false }, outputs };
}

function seePilot(board: Board): BoardStep {
  const { state, diode, load } = readPilot(board.readings, board.evse);
  const diodeFault = diode === undefined ? board.diodeFault : diode === 'broken';
  const outputs: BoardOutput[] = [];
  if (diodeFault !== board.diodeFault) outputs.push({ type: diodeFault ? 'raise' : 'clear', fault: 'diode' });
  const loads = {
    connected: () => drawnCurrents(board.car, board.evse, board.relayOn),
    none: () => noCurrents,
  };
  const drawnA = load === undefined ? board.drawnA : loads[load]();
  return { board: { ...board, cp: state ?? board.cp, drawnA, diodeFault }, outputs };
}

function checkRcd(board: Board): BoardStep {
  const currentMa = board.readings.rcdCurrentMa;
  const rcdFault = currentMa > RCD_LIMIT_MA;
  const outputs: BoardOutput[] = [];
  if (rcdFault !== board.rcdFault) outputs.push({ type: rcdFault ? 'raise' : 'clear', fault: 'rcd' });
  outputs.push({ type: 'rcd-current', currentMa });
  return { board: { ...board, rcdFault }, outputs };
}

function measurementOf({ readings, evse }: Board): BspMeasurement {
  return {
    proximity_pilot: { ampacity: cableRating(readings.ppResistorOhm) },
    cp_pwm_duty_cycle: evse.dutyCycle * 100,
    rcd_current_mA: readings.rcdCurrentMa,
  };
}
