import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stateOfCharge } from '../../../../modules/EvManager/battery.js';
import {
  initialCar,
  type Car,
  type CarConfig,
  type EvState,
  type Setup,
  type Signals,
} from '../../../../modules/EvManager/car.js';
import type { Effect } from '../../../../modules/EvManager/effects.js';
import { step, type CarInput } from '../../../../modules/EvManager/simulation.js';
import { vocabulary, type Link } from '../../../../modules/EvManager/vocabulary.js';
import { carConfig } from './car-config.js';

/** A car with its effects written as short words. */
class Drive {
  readonly setup: Setup;
  car: Car;
  done: string[] = [];

  constructor(config: Partial<CarConfig> = {}, links: readonly Link[] = ['ev', 'slac']) {
    const full = carConfig(config);
    this.setup = { config: full, links: new Set(links), remembersPlug: full.keep_cross_boot_plugin_state };
    this.car = initialCar(full);
    this.put({ type: 'enable', value: true });
    this.done = [];
  }

  put(input: CarInput): this {
    const { car, effects } = step(this.car, input, this.setup);
    this.car = car;
    this.done.push(...effects.flatMap(word));
    return this;
  }

  execute(script: string): this {
    return this.put({ type: 'execute', script });
  }

  modify(script: string): this {
    return this.put({ type: 'modify', script });
  }

  signal(signal: keyof Signals): this {
    return this.put({ type: 'signal', signal, value: true });
  }

  duty(percent: number): this {
    return this.put({ type: 'duty-cycle', percent });
  }

  pass(count = 1): this {
    for (let index = 0; index < count; index++) this.put({ type: 'pass', dtMs: 250 });
    return this;
  }

  /** What was done since the last time this was asked. */
  take(): string[] {
    return this.done.splice(0);
  }

  get state(): EvState {
    return this.car.session.state;
  }

  get front(): string | undefined {
    return this.car.queue[0]?.name;
  }
}

function word(effect: Effect): string[] {
  switch (effect.type) {
    case 'log':
      return effect.level === 'info' ? [] : [`${effect.level}: ${effect.message}`];
    case 'cp-state':
      return [effect.state];
    case 'allow-power':
      return [effect.value ? 'allow' : 'forbid'];
    case 'max-current':
      return [`${effect.currentA} A`];
    case 'three-phases':
      return [effect.value ? '3 phases' : '1 phase'];
    case 'store-plugged-in':
      return [`stored ${effect.value}`];
    case 'publish-ev-info':
      return ['info'];
    case 'update-soc':
      return ['soc'];
    default:
      return [effect.type];
  }
}

describe('orders', () => {
  test('enabling prepares the board, then switches it, then says so', () => {
    const car = new Drive({ max_current: 20, three_phases: false });

    car.put({ type: 'enable', value: false });

    expect(car.take()).toEqual(['forbid', '20 A', '1 phase', 'board-enable', 'publish-enabled']);
  });

  test('enabling twice is only a warning', () => {
    expect(new Drive().put({ type: 'enable', value: true }).take()).toEqual(['warn: car is already switched so']);
  });

  test('a car that is switched off refuses scripts', () => {
    const car = new Drive().put({ type: 'enable', value: false });
    car.take();

    expect(car.execute('pause').modify('pause').take()).toEqual([
      'warn: script refused, the car is switched off',
      'warn: script refused, the car is switched off',
    ]);
  });

  test('row 19: an unknown command refuses the whole string and the next script runs', () => {
    const car = new Drive().execute('pause;fly').pass();
    expect(car.take()).toEqual(['error: script refused']);

    expect(car.execute('pause;sleep 1').pass().state).toBe('PLUGGED_IN');
  });

  test('row 20: a command with a wrong number of arguments is skipped', () => {
    const car = new Drive().execute('rcd_current;draw_power_fixed 16;pause;sleep 9').pass();

    expect(car.state).toBe('PLUGGED_IN');
    expect(car.take().slice(0, 2)).toEqual(['error: command skipped', 'error: command skipped']);
  });

  test('row 23: execute while running is refused, modify is accepted', () => {
    const car = new Drive().execute('sleep 100').pass();
    car.take();

    expect(car.execute('unplug').take()).toEqual(['warn: script refused, another one is running']);
    expect(car.modify('pause;sleep 5').take()).toEqual([]);
    expect(car.front).toBe('pause');
  });

  test('a bad modification leaves the running script alone', () => {
    expect(new Drive().execute('sleep 100').pass().modify('fly').front).toBe('sleep');
  });

  test('a modification keeps state and signals', () => {
    const car = new Drive()
      .execute('pause;sleep 9')
      .pass()
      .signal('stopFromCharger')
      .modify('iso_wait_for_stop 99;sleep 9');
    car.take();

    expect(car.pass().take()).toEqual(['forbid']);
    expect(car.front).toBe('sleep');
    expect(car.car.session.signals.stopFromCharger).toBe(true);
  });

  test('a modification starts an idle car', () => {
    expect(new Drive().modify('pause;sleep 1').pass().take()).toEqual(['B', 'forbid', 'soc', 'info']);
  });

  test('a lost board cancels the session of a plugged-in car', () => {
    const car = new Drive().execute('pause;sleep 100').pass();

    car.put({ type: 'bsp-event', event: { event: 'Disconnected' } });

    expect(car.car.executing).toBe(false);
  });

  test('row 26: with auto_exec and auto_exec_infinite the script restarts at its end', () => {
    const car = new Drive({ auto_exec: true, auto_exec_infinite: true, auto_exec_commands: 'pause;sleep 0.25;unplug' });
    car.execute('unplug').pass();
    car.take();

    expect(car.pass(2).take()).toEqual(['B', 'forbid', 'soc', 'info', 'A', 'forbid', 'stop-v2g']);
    expect(car.pass().take()).toEqual(['B', 'forbid', 'info']);
  });
});

describe('basic commands', () => {
  test('row 24: sleep 1 takes 4 periods of 250 ms', () => {
    const car = new Drive().execute('sleep 1;pause;sleep 9').pass(4);
    expect(car.state).toBe('UNPLUGGED');

    expect(car.pass().state).toBe('PLUGGED_IN');
  });

  test.each(['soon', '1,2', ''])('sleep %p is skipped', (seconds) => {
    expect(new Drive().execute(`sleep ${seconds};pause;sleep 9`).pass().state).toBe('PLUGGED_IN');
  });

  test('the first pass shows the state of the car at the plug', () => {
    expect(new Drive().execute('sleep 1').pass().take()).toEqual(['A', 'forbid', 'stop-v2g']);
  });

  test('without a connection for ISO 15118 nothing is asked of it', () => {
    expect(new Drive({}, []).execute('sleep 1').pass().take()).toEqual(['A', 'forbid']);
    expect(new Drive({}, []).execute('pause;sleep 1').pass().take()).toEqual(['B', 'forbid', 'info']);
  });

  test('consecutive commands that do not wait take effect together', () => {
    expect(new Drive().execute('pause;draw_power_fixed 10,1;sleep 1').pass().take()).toEqual([
      '10 A',
      '1 phase',
      'C',
      'allow',
    ]);
  });

  test.each([
    [7, 'iec_wait_pwr_ready'],
    [7.1, 'sleep'],
    [96.9, 'sleep'],
    [97, 'iec_wait_pwr_ready'],
    [100, 'iec_wait_pwr_ready'],
  ])('iec_wait_pwr_ready at %s %% goes on with %s', (percent, next) => {
    expect(new Drive().duty(percent).execute('iec_wait_pwr_ready;sleep 9').pass().front).toBe(next);
  });

  test.each([
    [4, 'iso_wait_pwm_is_running'],
    [5, 'sleep'],
    [97, 'iso_wait_pwm_is_running'],
  ])('iso_wait_pwm_is_running at %s %% goes on with %s', (percent, next) => {
    const car = new Drive().duty(percent).execute('iso_wait_pwm_is_running;sleep 9').pass();

    expect(car.front).toBe(next);
    expect(car.state).toBe('PLUGGED_IN');
  });

  test('row 27: regulated goes to B when PWM stops and back to C with it, fixed stays in C', () => {
    const regulated = new Drive().duty(53).execute('draw_power_regulated 16,3;sleep 9').pass();
    expect(regulated.take()).toEqual(['16 A', '3 phases', 'C', 'allow']);
    expect(regulated.duty(100).pass().take()).toEqual(['B', 'forbid', 'soc', 'info']);
    expect(regulated.pass().take()).toEqual(['soc', 'info']);
    expect(regulated.duty(26).pass().take()).toEqual(['C', 'allow', 'soc', 'info']);

    const fixed = new Drive().duty(53).execute('draw_power_fixed 16,3;sleep 9').pass();
    fixed.take();
    expect(fixed.duty(100).pass().take()).toEqual(['soc', 'info']);
  });

  test.each([
    ['error_e', ['E', 'forbid']],
    ['diode_fail', ['diode-fail', 'forbid']],
    ['rcd_current 6', ['rcd-current', 'A', 'forbid', 'stop-v2g']],
  ])('%s', (command, expected) => {
    expect(new Drive().execute(`${command};sleep 9`).pass().take()).toEqual(expected);
  });

  test('draw_power takes anything but 3 as one phase', () => {
    expect(new Drive().execute('draw_power_fixed 6,2;sleep 1').pass().take()).toContain('1 phase');
  });

  test('row 25: the end of a script leaves the control pilot unchanged', () => {
    const car = new Drive().duty(53).execute('draw_power_regulated 16,3').pass();

    expect(car.take()).toEqual(['16 A', '3 phases', 'C', 'allow']);
    expect(car.car.executing).toBe(false);
    expect(car.pass().take()).toEqual([]);
  });

  test('row 29: set_soc 80 is applied, set_soc 120 is refused', () => {
    const car = new Drive().execute('set_soc 80;sleep 9').pass();
    expect(stateOfCharge(car.car.session.battery)).toBe(80);

    car.modify('set_soc 120;sleep 9').take();
    expect(car.pass().take()).toEqual(['error: command skipped']);
    expect(stateOfCharge(car.car.session.battery)).toBe(80);
  });

  test('plugin goes on with the configured script in the next pass', () => {
    const car = new Drive({ plugin_commands: 'pause;sleep 5' }).execute('plugin;unplug').pass();
    expect(car.front).toBe('pause');

    expect(car.pass().state).toBe('PLUGGED_IN');
  });

  test('plugin without a configured script is skipped', () => {
    expect(new Drive().execute('plugin;pause;sleep 5').pass().take()).toEqual([
      'error: command skipped',
      'B',
      'forbid',
      'soc',
      'info',
    ]);
  });

  test('wait_for_real_plugin waits for the event A of the board', () => {
    const car = new Drive().execute('wait_for_real_plugin;sleep 9').pass();
    expect(car.front).toBe('wait_for_real_plugin');

    expect(car.put({ type: 'bsp-event', event: { event: 'A' } }).pass().state).toBe('PLUGGED_IN');
  });

  test('the plugged-in state is stored when it changes', () => {
    const car = new Drive({ keep_cross_boot_plugin_state: true }).execute('iec_wait_pwr_ready').pass(2);
    expect(car.take()).toContain('stored true');

    expect(car.modify('unplug').pass().take()).toContain('stored false');
    expect(car.execute('unplug').pass().take()).not.toContain('stored false');
  });
});

describe('commands for ISO 15118', () => {
  test('iso_wait_slac_matched resets, triggers once and waits for MATCHED', () => {
    const car = new Drive().execute('iso_wait_slac_matched;sleep 9').pass(2);
    expect(car.take()).toEqual(['slac-reset', 'slac-trigger', 'B', 'forbid', 'soc', 'info']);
    expect(car.front).toBe('iso_wait_slac_matched');

    expect(car.put({ type: 'slac', state: 'MATCHED' }).pass().front).toBe('sleep');
  });

  test('row 22: four arguments with an empty payment work as auto', () => {
    const car = new Drive().execute('iso_start_v2g_session AC  86400 0;sleep 9').pass();

    expect(car.take()).toContain('start-v2g');
    expect(car.front).toBe('sleep');
  });

  test('a mode that is neither AC nor DC is waited on for ever', () => {
    const car = new Drive().execute('iso_start_v2g_session mcs;unplug').pass(100);

    expect(car.front).toBe('iso_start_v2g_session');
    expect(car.take().filter((done) => done.startsWith('warn'))).toHaveLength(1);
  });

  test('an AC session: power ready, charging, stop', () => {
    const car = new Drive().execute(
      'iso_wait_pwr_ready;iso_draw_power_regulated 16,3;sleep 0.25;iso_stop_charging;iso_wait_v2g_session_stopped;unplug',
    );
    car.pass().take();
    car.signal('powerReady').pass();
    expect(car.take()).toEqual(['16 A', '3 phases', 'C', 'allow']);
    car.pass();
    expect(car.take()).toEqual(['stop-v2g', 'forbid', 'B', 'forbid', 'soc', 'info']);
    car.signal('sessionFinished').pass();

    expect(car.take()).toEqual(['A', 'forbid', 'stop-v2g']);
    expect(car.car.executing).toBe(false);
  });

  test('iso_dc_power_on shows C, and charges the battery with direct current once power is on', () => {
    const car = new Drive().execute('iso_dc_power_on;sleep 9').pass();
    expect(car.take()).toEqual(['C']);

    car.signal('dcPowerOn').pass();

    expect(car.take()).toEqual(['C', 'allow']);
    expect(car.car.session.battery.charging).toEqual({ type: 'dc' });
  });

  test('iso_wait_for_stop stops the session itself after its time', () => {
    const car = new Drive().execute('pause;iso_wait_for_stop 1;sleep 9').pass(4);
    car.take();

    expect(car.pass().take()).toEqual(['stop-v2g', 'forbid']);
  });

  test('iso_wait_for_stop follows a stop of the charger', () => {
    const car = new Drive().execute('pause;iso_wait_for_stop 100;sleep 9').pass();
    car.take();

    expect(car.signal('stopFromCharger').pass().take()).toEqual(['forbid']);
    expect(car.front).toBe('sleep');
  });

  test('a pause of the charger loads the script that wakes up again', () => {
    const car = new Drive().execute('iso_start_v2g_session DC;iso_wait_for_stop 100;unplug').pass();
    car.signal('powerReady').signal('pauseFromCharger').pass();

    expect(car.car.queue.map(({ name, args }) => [name, ...args].join(' '))).toEqual([
      'pause',
      'iso_wait_v2g_session_stopped',
      'sleep 2',
      'iso_wait_pwm_is_running',
      'iso_start_v2g_session dc',
      'iso_wait_pwr_ready',
      'iso_wait_for_stop 36000',
    ]);
    expect(car.car.session.signals).toMatchObject({ powerReady: false, pauseFromCharger: false });
  });

  test('iso_pause_charging pauses and iso_wait_for_resume is left by a modification only', () => {
    const car = new Drive().signal('powerReady').execute('iso_pause_charging;iso_wait_for_resume;unplug').pass(50);
    expect(car.take()).toEqual(['pause-v2g', 'B', 'forbid', 'soc', 'info']);
    expect(car.front).toBe('iso_wait_for_resume');

    expect(car.modify('unplug').pass().take()).toEqual(['A', 'forbid', 'stop-v2g']);
  });

  test.each([
    ['1', ['C', 'B']],
    ['3', ['C', 'B', 'C', 'B', 'C', 'B']],
    ['9', ['C', 'B', 'C', 'B', 'C', 'B']],
  ])('iso_start_bcb_toggle %s gives pulses of one pass each', (count, pulses) => {
    const car = new Drive().execute(`pause;sleep 0.25`).pass();
    car.modify(`iso_start_bcb_toggle ${count};sleep 9`).take();

    expect(pulses.flatMap(() => car.pass().take())).toEqual(pulses);
    expect(car.pass().take().slice(0, 2)).toEqual(['B', 'forbid']);
    expect(car.front).toBe('sleep');
  });

  test('the target power of the charger becomes a current per phase', () => {
    const car = new Drive();
    car.put({ type: 'charger-power', target: { target_active_power: 6900 } });
    car.put({
      type: 'charger-power',
      target: { target_active_power: 2300, target_active_power_L2: 0, target_active_power_L3: 0 },
    });
    car.put({ type: 'charger-power', target: {} });

    expect(car.take()).toEqual(['10 A', '10 A']);
  });
});

test('no sequence of inputs breaks the car', () => {
  const command = fc
    .tuple(fc.constantFrom(...Object.keys(vocabulary)), fc.constantFrom('', ' 1', ' 3', ' 16,3', ' ac', ' x y'))
    .map(([name, args]) => name + args);
  const script = fc.array(command, { maxLength: 6 }).map((names) => names.join(';'));
  const input: fc.Arbitrary<CarInput> = fc.oneof(
    fc.boolean().map((value): CarInput => ({ type: 'enable', value })),
    script.map((text): CarInput => ({ type: 'execute', script: text })),
    script.map((text): CarInput => ({ type: 'modify', script: text })),
    fc.constant<CarInput>({ type: 'pass', dtMs: 250 }),
    fc.integer({ min: 0, max: 100 }).map((percent): CarInput => ({ type: 'duty-cycle', percent })),
    fc
      .constantFrom('A', 'B', 'Disconnected')
      .map((event): CarInput => ({ type: 'bsp-event', event: { event: event } })),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 80 }), (inputs) => {
      const car = new Drive({ plugin_commands: 'pause' });
      for (const each of inputs) car.put(each);
      car.put({ type: 'enable', value: false }).put({ type: 'enable', value: true });

      expect(car.execute('pause;sleep 5').pass().state).toBe('PLUGGED_IN');
    }),
  );
});
