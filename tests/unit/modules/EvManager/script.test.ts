import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countMismatch, numberArgument, parseScript } from '../../../../modules/EvManager/script.js';
import { vocabulary, type Link } from '../../../../modules/EvManager/vocabulary.js';

const allLinks: ReadonlySet<Link> = new Set<Link>(['ev', 'slac']);
const noLinks: ReadonlySet<Link> = new Set();

describe('script', () => {
  test('reads commands and their arguments', () => {
    expect(parseScript('sleep 1;iec_wait_pwr_ready;draw_power_regulated 32,1;unplug', noLinks)).toEqual({
      ok: true,
      commands: [
        { name: 'sleep', args: ['1'] },
        { name: 'iec_wait_pwr_ready', args: [] },
        { name: 'draw_power_regulated', args: ['32', '1'] },
        { name: 'unplug', args: [] },
      ],
    });
  });

  test('row 21: upper case, line breaks, commas and a trailing semicolon are accepted', () => {
    expect(parseScript('SLEEP 1\nDraw_Power_Regulated 16,3\r\nUNPLUG;\n', noLinks)).toEqual({
      ok: true,
      commands: [
        { name: 'sleep', args: ['1'] },
        { name: 'draw_power_regulated', args: ['16', '3'] },
        { name: 'unplug', args: [] },
      ],
    });
  });

  test('empty commands and blanks around a command are passed over', () => {
    expect(parseScript(' pause ;; unplug ', noLinks)).toMatchObject({
      ok: true,
      commands: [{ name: 'pause' }, { name: 'unplug' }],
    });
  });

  test('row 22: a double blank is an empty argument', () => {
    expect(parseScript('iso_start_v2g_session AC  86400 0', allLinks)).toEqual({
      ok: true,
      commands: [{ name: 'iso_start_v2g_session', args: ['ac', '', '86400', '0'] }],
    });
  });

  test('row 19: one unknown command refuses the whole string and is named with its position', () => {
    expect(parseScript('sleep 1;fly 3;unplug', noLinks)).toEqual({
      ok: false,
      problem: { position: 2, command: 'fly 3', reason: 'unknown command' },
    });
  });

  test('a command with variants refuses the string when no variant has so many arguments', () => {
    expect(parseScript('iso_start_v2g_session ac a 1 2 3', allLinks)).toMatchObject({
      ok: false,
      problem: { reason: 'takes 1 or 2 or 3 or 4 arguments, not 5' },
    });
  });

  test.each(['iso_wait_pwr_ready', 'iso_start_v2g_session ac', 'iso_stop_charging', 'iso_start_bcb_toggle 3'])(
    '%s is unknown without a connection for ISO 15118',
    (script) => {
      expect(parseScript(script, new Set<Link>(['slac']))).toMatchObject({
        ok: false,
        problem: { reason: 'unknown command without a connection for "ev"' },
      });
    },
  );

  test('iso_wait_slac_matched is unknown without a connection for SLAC', () => {
    expect(parseScript('iso_wait_slac_matched', new Set<Link>(['ev']))).toMatchObject({
      ok: false,
      problem: { reason: 'unknown command without a connection for "slac"' },
    });
  });

  test.each(['iso_wait_pwm_is_running', 'iso_draw_power_regulated 16,3'])('%s needs no connection', (script) => {
    expect(parseScript(script, noLinks)).toMatchObject({ ok: true });
  });

  test.each([
    'sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated 32,1;sleep 200;unplug',
    'sleep 1;iso_wait_slac_matched;iso_start_v2g_session AC  86400 0;iso_wait_pwr_ready;iso_draw_power_regulated 16,3;sleep 60;iso_stop_charging;iso_wait_v2g_session_stopped;unplug',
    'sleep 1;iso_wait_slac_matched;iso_start_v2g_session DC contract 86400 0;iso_wait_pwr_ready;iso_wait_for_stop 60;iso_wait_v2g_session_stopped;unplug',
    'pause;sleep 36000',
    'draw_power_regulated 16,3',
    'iso_stop_charging;iso_wait_v2g_session_stopped;unplug',
    'iso_pause_charging;iso_wait_for_resume',
    'iso_start_bcb_toggle 3;iso_wait_pwm_is_running;iso_start_v2g_session DC 86400 0;iso_wait_pwr_ready;iso_dc_power_on;iso_wait_for_stop 60',
    'sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated 32,3;sleep 5;diode_fail;sleep 36000;unplug',
  ])('reads the script in daily use: %s', (script) => {
    const result = parseScript(script, allLinks);

    expect(result.ok && result.commands.map(countMismatch)).toEqual(script.split(';').map(() => undefined));
  });

  test('knows 24 commands', () => {
    expect(Object.keys(vocabulary)).toHaveLength(24);
  });

  test('any text is either read or refused with a reason', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = parseScript(text, allLinks);

        expect(result.ok || result.problem.reason !== '').toBe(true);
      }),
    );
  });
});

describe('number argument', () => {
  test.each([
    ['1', 1],
    ['0.5', 0.5],
    ['-10', -10],
    ['', undefined],
    [' ', undefined],
    ['ten', undefined],
    ['5a', undefined],
    [undefined, undefined],
  ])('%p is %p', (text, value) => {
    expect(numberArgument(text)).toBe(value);
  });
});
