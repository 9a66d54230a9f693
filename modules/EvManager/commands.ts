import { offersPower } from './ev-states.js';
import { isoCommands } from './iso-commands.js';
import type { Pass } from './pass.js';
import { chargeWithAc, countDown, number, withoutArguments, type Run } from './running.js';
import type { CommandName } from './vocabulary.js';

/** What each command does in one pass. */
export const commands: Readonly<Record<CommandName, Run>> = {
  sleep: (pass, [seconds]) => number(seconds, (value) => countDown(pass, value)),
  iec_wait_pwr_ready: (pass) => {
    pass.enter('PLUGGED_IN');
    pass.rememberPlug(true);
    return offersPower(pass.car.dutyPercent) ? 'done' : 'waiting';
  },
  draw_power_regulated: (pass, args) => chargeWithAc(pass, args, 'CHARGING_REGULATED'),
  draw_power_fixed: (pass, args) => chargeWithAc(pass, args, 'CHARGING_FIXED'),
  pause: withoutArguments((pass) => pass.enter('PLUGGED_IN')),
  unplug: withoutArguments((pass) => {
    pass.enter('UNPLUGGED');
    pass.rememberPlug(false);
  }),
  error_e: withoutArguments((pass) => pass.enter('ERROR_E')),
  diode_fail: withoutArguments((pass) => pass.enter('DIODE_FAIL')),
  rcd_current: (pass, [currentMa]) =>
    number(currentMa, (value) => {
      pass.emit({ type: 'rcd-current', currentMa: value });
      return 'done';
    }),
  set_soc: (pass, [percent]) => number(percent, (value) => setSoc(pass, value)),
  plugin: (pass) => {
    const { plugin_commands: script } = pass.setup.config;
    if (script === '') return { skipped: 'plugin_commands is not configured' };
    pass.set({ replacement: script });
    return 'done-with-pass';
  },
  wait_for_real_plugin: (pass) => {
    if (pass.car.lastBspEvent !== 'A') return 'waiting';
    pass.enter('PLUGGED_IN');
    return 'done';
  },
  ...isoCommands,
};

function setSoc(pass: Pass, percent: number): ReturnType<Run> {
  if (percent < 0 || percent > 100) return { skipped: `${percent} is not between 0 and 100` };
  const { battery } = pass.session;
  pass.setSession({ battery: { ...battery, chargeWh: (battery.capacityWh * percent) / 100 } });
  return 'done';
}
