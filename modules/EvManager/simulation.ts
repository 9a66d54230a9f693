import type { AcTargetPower } from '#generated/types/iso15118';
import type { BspEvent } from '#generated/types/board_support_common';
import type { State as SlacState } from '#generated/types/slac';
import { freshSession, type Car, type CarStep, type Setup, type Signals } from './car.js';
import { commands } from './commands.js';
import { actOnState } from './ev-states.js';
import { Pass } from './pass.js';
import { countMismatch, parseScript, type Command } from './script.js';

/** What happens to the car. */
export type CarInput =
  | { readonly type: 'enable'; readonly value: boolean }
  | { readonly type: 'execute'; readonly script: string }
  | { readonly type: 'modify'; readonly script: string }
  /** `dtMs` is the time since the pass before. */
  | { readonly type: 'pass'; readonly dtMs: number }
  | { readonly type: 'bsp-event'; readonly event: BspEvent }
  | { readonly type: 'duty-cycle'; readonly percent: number }
  | { readonly type: 'slac'; readonly state: SlacState }
  | { readonly type: 'signal'; readonly signal: keyof Signals; readonly value: boolean }
  | { readonly type: 'charger-current'; readonly currentA: number }
  | { readonly type: 'charger-power'; readonly target: AcTargetPower };

/** The car after one input, and what that means for the outside. */
export function step(car: Car, input: CarInput, setup: Setup): CarStep {
  const pass = new Pass(car, setup);
  take(pass, input);
  return { car: pass.car, effects: pass.effects };
}

function take(pass: Pass, input: CarInput): void {
  switch (input.type) {
    case 'enable':
      return enable(pass, input.value);
    case 'execute':
      return execute(pass, input.script);
    case 'modify':
      return modify(pass, input.script);
    case 'pass':
      return runPass(pass, input.dtMs);
    case 'bsp-event':
      return noteBspEvent(pass, input.event);
    case 'duty-cycle':
      return pass.set({ dutyPercent: input.percent });
    case 'slac':
      return pass.setSession({ slac: input.state });
    case 'signal':
      return pass.setSignals({ [input.signal]: input.value });
    case 'charger-current':
      return pass.emit({ type: 'max-current', currentA: input.currentA });
    case 'charger-power':
      return followPower(pass, input.target);
  }
}

function enable(pass: Pass, value: boolean): void {
  const { config } = pass.setup;
  if (pass.car.enabled === value) return pass.log('warn', { value }, 'car is already switched so');
  stop(pass);
  pass.set({ enabled: value });
  pass.emit(
    { type: 'allow-power', value: false },
    { type: 'max-current', currentA: config.max_current },
    { type: 'three-phases', value: config.three_phases },
    { type: 'board-enable', value },
    { type: 'publish-enabled', value },
  );
}

function execute(pass: Pass, script: string): void {
  if (!pass.car.enabled) return pass.log('warn', { script }, 'script refused, the car is switched off');
  if (pass.car.executing) return pass.log('warn', { script }, 'script refused, another one is running');
  stop(pass);
  load(pass, script);
}

/** Replaces what is left of the running script and keeps everything else. */
function modify(pass: Pass, script: string): void {
  if (!pass.car.enabled) return pass.log('warn', { script }, 'script refused, the car is switched off');
  load(pass, script);
}

function load(pass: Pass, script: string): void {
  const result = parseScript(script, pass.setup.links);
  if (!result.ok) return pass.log('error', { script, ...result.problem }, 'script refused');
  pass.set({ queue: result.commands, passesLeft: undefined, executing: true });
  pass.log('info', { script }, 'script accepted');
}

function stop(pass: Pass): void {
  pass.set({
    executing: false,
    queue: [],
    passesLeft: undefined,
    replacement: undefined,
    session: freshSession(pass.setup.config),
  });
}

function runPass(pass: Pass, dtMs: number): void {
  if (!pass.car.enabled || !pass.car.executing) return;
  runQueue(pass);
  actOnState(pass, dtMs);
  const { replacement } = pass.car;
  pass.set({ replacement: undefined });
  if (replacement !== undefined) modify(pass, replacement);
  if (pass.car.queue.length === 0) finish(pass);
}

function runQueue(pass: Pass): void {
  for (let [command] = pass.car.queue; command !== undefined; [command] = pass.car.queue) {
    const outcome = runCommand(pass, command);
    if (outcome === 'waiting') return;
    pass.set({ queue: pass.car.queue.slice(1), passesLeft: undefined });
    if (outcome === 'done-with-pass') return;
  }
}

function runCommand(pass: Pass, command: Command): 'done' | 'waiting' | 'done-with-pass' {
  const mismatch = countMismatch(command);
  const outcome = mismatch === undefined ? commands[command.name](pass, command.args) : { skipped: mismatch };
  if (typeof outcome === 'string') return outcome;
  pass.log('error', { command: command.name, args: command.args, reason: outcome.skipped }, 'command skipped');
  return 'done';
}

/** The control pilot stays as the script left it. */
function finish(pass: Pass): void {
  const { auto_exec, auto_exec_infinite, auto_exec_commands } = pass.setup.config;
  stop(pass);
  pass.log('info', {}, 'script finished');
  if (auto_exec && auto_exec_infinite) load(pass, auto_exec_commands);
}

function noteBspEvent(pass: Pass, event: BspEvent): void {
  pass.set({ lastBspEvent: event.event });
  pass.emit({ type: 'publish-bsp-event', event });
  if (event.event !== 'Disconnected' || !pass.car.executing || pass.session.state === 'UNPLUGGED') return;
  pass.log('warn', {}, 'board is disconnected, script cancelled');
  finish(pass);
}

/** Values for L2 and L3 mean that the total is for one phase less each. */
function followPower(pass: Pass, target: AcTargetPower): void {
  const { ac_nominal_voltage: voltageV, three_phases } = pass.setup.config;
  if (target.target_active_power === undefined) return;
  const single = [target.target_active_power_L2, target.target_active_power_L3].filter((value) => value !== undefined);
  const phases = three_phases ? 3 - single.length : 1;
  pass.emit({ type: 'max-current', currentA: target.target_active_power / (voltageV * phases) });
}
