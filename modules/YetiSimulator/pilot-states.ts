import { IDLE_RCD_CURRENT_MA, noEnergy, withX1, type Board, type CpState, type Plant } from './board.js';

/** No ventilation in the simulated garage, so state D never closes the contactor. */
const HAS_VENTILATION = false;

/** What the board does on its own in its control pilot state, seen from the state before. */
const actions: Readonly<Record<CpState, (board: Board, plant: Plant) => Board>> = {
  Disabled: (board) => openRelay({ ...board, evse: { ...board.evse, powerAllowed: false } }),
  A: (board) => unplug({ ...board, evse: withX1(board.evse) }),
  B: (board, plant) => {
    if (board.previousCp === 'A' && plant.resetMeterOnSessionStart) return { ...board, energy: noEnergy };
    return board.previousCp === 'A' || board.previousCp === 'B' ? board : openRelay(board);
  },
  C: (board) => (board.evse.pwmRunning && board.evse.powerAllowed ? closeRelay(board) : board),
  D: (board) => {
    if (!board.evse.pwmRunning) return openRelay(board);
    return HAS_VENTILATION && board.evse.powerAllowed ? closeRelay(board) : board;
  },
  E: (board) => openRelay({ ...board, evse: withX1(board.evse) }),
  F: openRelay,
};

/** The board after the actions of its state. The contactor never stays closed without permission. */
export function actOnPilotState(board: Board, plant: Plant): Board {
  const acted = actions[board.cp](board, plant);
  return acted.evse.powerAllowed ? acted : openRelay(acted);
}

function unplug(board: Board): Board {
  if (!['B', 'C', 'D', 'E'].includes(board.previousCp)) return board;
  return openRelay({ ...board, car: { ...board.car, rcdCurrentMa: IDLE_RCD_CURRENT_MA } });
}

function openRelay(board: Board): Board {
  return board.relayOn ? { ...board, relayOn: false, switchings: board.switchings + 1 } : board;
}

function closeRelay(board: Board): Board {
  return board.relayOn ? board : { ...board, relayOn: true, switchings: board.switchings + 1 };
}
