import { chargeWithAc, countDown, number, withoutArguments, type Outcome, type Run } from './running.js';
import type { Pass } from './pass.js';
import { v2gRequest } from './v2g-request.js';
import type { CommandName } from './vocabulary.js';

type IsoCommandName = Extract<CommandName, `iso_${string}`>;

const MAX_TOGGLES = 3;

/** The commands for digital communication. */
export const isoCommands: Readonly<Record<IsoCommandName, Run>> = {
  iso_wait_pwm_is_running: (pass) => {
    const { dutyPercent } = pass.car;
    pass.enter('PLUGGED_IN');
    return dutyPercent > 4 && dutyPercent < 97 ? 'done' : 'waiting';
  },
  iso_wait_slac_matched: (pass) => {
    pass.enter('PLUGGED_IN');
    pass.rememberPlug(true);
    if (pass.session.slac === 'UNMATCHED') {
      pass.emit({ type: 'slac-reset' }, { type: 'slac-trigger' });
      pass.setSession({ slac: 'MATCHING' });
    }
    return pass.session.slac === 'MATCHED' ? 'done' : 'waiting';
  },
  iso_start_v2g_session: startV2gSession,
  iso_wait_pwr_ready: (pass) => {
    if (!pass.session.signals.powerReady) return 'waiting';
    pass.enter('ISO_POWER_READY');
    return 'done';
  },
  iso_dc_power_on: (pass) => {
    if (pass.session.signals.pauseFromCharger) return pauseForCharger(pass);
    pass.enter('ISO_POWER_READY');
    if (!pass.session.signals.dcPowerOn) return 'waiting';
    pass.setSession({ battery: { ...pass.session.battery, charging: { type: 'dc' } } });
    pass.enter('ISO_CHARGING_REGULATED');
    return 'done';
  },
  iso_draw_power_regulated: (pass, args) => chargeWithAc(pass, args, 'ISO_CHARGING_REGULATED'),
  iso_wait_for_stop: (pass, [seconds]) => number(seconds, (value) => waitForStop(pass, value)),
  iso_stop_charging: withoutArguments((pass) => {
    pass.emit({ type: 'stop-v2g' }, { type: 'allow-power', value: false });
    if (pass.session.state !== 'UNPLUGGED') pass.enter('PLUGGED_IN');
  }),
  iso_wait_v2g_session_stopped: (pass) => {
    if (!pass.session.signals.sessionFinished) return 'waiting';
    pass.setSignals({ sessionFinished: false });
    return 'done';
  },
  iso_pause_charging: withoutArguments((pass) => {
    pass.emit({ type: 'pause-v2g' });
    pass.enter('PLUGGED_IN');
    pass.setSignals({ powerReady: false });
  }),
  iso_wait_for_resume: () => 'waiting',
  iso_start_bcb_toggle: (pass, [count]) => number(count, (value) => toggle(pass, value)),
};

/** A mode that is neither AC nor DC starts nothing and is waited on for ever. */
function startV2gSession(pass: Pass, args: readonly string[]): Outcome {
  const result = v2gRequest(args, pass.setup.config);
  if (result.type === 'unusable') return { skipped: result.reason };
  if (result.type === 'unknown-mode') {
    if (pass.car.passesLeft === undefined) pass.log('warn', { mode: args[0] }, 'energy mode is neither AC nor DC');
    pass.set({ passesLeft: 1 });
    return 'waiting';
  }
  if (result.unknownPayment !== undefined) {
    pass.log('warn', { payment: result.unknownPayment }, 'payment option is unknown, left to the car');
  }
  pass.setSession({ energyMode: result.energyMode });
  pass.emit({ type: 'start-v2g', request: result.request });
  return 'done';
}

function waitForStop(pass: Pass, seconds: number): Outcome {
  const { signals } = pass.session;
  if (!signals.stopFromCharger) {
    if (signals.pauseFromCharger) return pauseForCharger(pass);
    if (countDown(pass, seconds) === 'waiting') return 'waiting';
    pass.emit({ type: 'stop-v2g' });
  }
  pass.emit({ type: 'allow-power', value: false });
  pass.enter('PLUGGED_IN');
  return 'done';
}

/** The car follows a pause of the charger and wakes up with the next PWM. */
function pauseForCharger(pass: Pass): Outcome {
  const script = [
    'pause',
    'iso_wait_v2g_session_stopped',
    'sleep 2',
    'iso_wait_pwm_is_running',
    `iso_start_v2g_session ${pass.session.energyMode}`,
    'iso_wait_pwr_ready',
    'iso_wait_for_stop 36000',
  ].join(';');
  pass.emit({ type: 'allow-power', value: false });
  pass.setSignals({ powerReady: false, pauseFromCharger: false });
  pass.set({ replacement: script });
  return 'done-with-pass';
}

/** ISO 15118-3 §8.3: each change from B to C and back wakes the charger; a pulse lasts one pass. */
function toggle(pass: Pass, count: number): Outcome {
  if (pass.car.passesLeft === undefined) {
    pass.set({ passesLeft: 1 });
    pass.setSession({ toggles: 0, togglesToC: false });
  }
  if (pass.session.toggles < Math.min(count, MAX_TOGGLES)) {
    pass.enter('BCB_TOGGLE');
    return 'waiting';
  }
  pass.enter('PLUGGED_IN');
  return 'done';
}
