/** A connection of this module that a command cannot do without. */
export type Link = 'ev' | 'slac';

interface Entry {
  /** Argument counts that the command takes; more than one count means that it has variants. */
  readonly counts: readonly number[];
  readonly needs?: Link;
}

/** Every command of a script. */
export const vocabulary = {
  sleep: { counts: [1] },
  iec_wait_pwr_ready: { counts: [0] },
  iso_wait_pwm_is_running: { counts: [0] },
  draw_power_regulated: { counts: [2] },
  draw_power_fixed: { counts: [2] },
  pause: { counts: [0] },
  unplug: { counts: [0] },
  error_e: { counts: [0] },
  diode_fail: { counts: [0] },
  rcd_current: { counts: [1] },
  set_soc: { counts: [1] },
  plugin: { counts: [0] },
  wait_for_real_plugin: { counts: [0] },
  iso_wait_slac_matched: { counts: [0], needs: 'slac' },
  iso_start_v2g_session: { counts: [1, 2, 3, 4], needs: 'ev' },
  iso_wait_pwr_ready: { counts: [0], needs: 'ev' },
  iso_dc_power_on: { counts: [0], needs: 'ev' },
  iso_draw_power_regulated: { counts: [2] },
  iso_wait_for_stop: { counts: [1], needs: 'ev' },
  iso_stop_charging: { counts: [0], needs: 'ev' },
  iso_wait_v2g_session_stopped: { counts: [0], needs: 'ev' },
  iso_pause_charging: { counts: [0], needs: 'ev' },
  iso_wait_for_resume: { counts: [0], needs: 'ev' },
  iso_start_bcb_toggle: { counts: [1], needs: 'ev' },
} as const satisfies Readonly<Record<string, Entry>>;

export type CommandName = keyof typeof vocabulary;

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(vocabulary, text);
}

export function entryOf(name: CommandName): Entry {
  return vocabulary[name];
}
