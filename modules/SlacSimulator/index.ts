import { defineModule, type Timer } from 'everest-ts';
import type { SlacSimulator } from '#generated/modules/SlacSimulator';
import { step, unmatched, type PairingInput } from './pairing.js';

const PERIOD_MS = 250;

/** Pairs one EVSE and one EV as if by SLAC, without modems. */
export default defineModule<SlacSimulator>(({ provides, clock }) => {
  let pairing = unmatched;
  let timer: Timer | undefined;

  function take(input: PairingInput): void {
    const { pairing: next, changes } = step(pairing, input);
    pairing = next;
    for (const { side, state, linkReady } of changes) {
      provides[side].publish.state(state);
      if (linkReady !== undefined) provides[side].publish.dlink_ready(linkReady);
    }
  }
  const leaveEvse = (): void => take({ type: 'leave', side: 'evse' });

  provides.evse.implement({
    reset: leaveEvse,
    enter_bcd: () => take({ type: 'begin', side: 'evse' }),
    leave_bcd: leaveEvse,
    dlink_terminate: leaveEvse,
    dlink_error: leaveEvse,
    dlink_pause: () => undefined,
  });
  provides.ev.implement({
    reset: () => take({ type: 'leave', side: 'ev' }),
    trigger_matching: () => {
      take({ type: 'begin', side: 'ev' });
      return true;
    },
  });
  return {
    ready() {
      provides.evse.publish.state(pairing.evse);
      provides.ev.publish.state(pairing.ev);
      timer = clock.setInterval(() => take({ type: 'period' }), PERIOD_MS);
    },
    shutdown: () => timer?.cancel(),
  };
});
