import type { Pass } from './pass.js';
import { numberArgument } from './script.js';

export const PASS_MS = 250;

/** `done-with-pass` takes no further command in this pass; `skipped` carries the reason. */
export type Outcome = 'done' | 'waiting' | 'done-with-pass' | { readonly skipped: string };

/** What a command does in one pass. */
export type Run = (pass: Pass, args: readonly string[]) => Outcome;

/** A command that never waits. */
export function withoutArguments(act: (pass: Pass) => void): Run {
  return (pass) => {
    act(pass);
    return 'done';
  };
}

export function number(text: string | undefined, use: (value: number) => Outcome): Outcome {
  const value = numberArgument(text);
  return value === undefined ? { skipped: `"${text ?? ''}" is not a number` } : use(value);
}

/** Waits about `seconds`, counted in passes. */
export function countDown(pass: Pass, seconds: number): Outcome {
  const passesLeft = (pass.car.passesLeft ?? Math.floor((seconds * 1000) / PASS_MS) + 1) - 1;
  pass.set({ passesLeft });
  return passesLeft > 0 ? 'waiting' : 'done';
}

/** Arguments: current per phase in A, number of phases. */
export function chargeWithAc(
  pass: Pass,
  [current, phases]: readonly string[],
  state: 'CHARGING_REGULATED' | 'CHARGING_FIXED' | 'ISO_CHARGING_REGULATED',
): Outcome {
  return number(current, (currentA) => {
    const threePhases = phases === '3';
    const { battery } = pass.session;
    pass.emit({ type: 'max-current', currentA }, { type: 'three-phases', value: threePhases });
    pass.setSession({ battery: { ...battery, charging: { type: 'ac', currentA, phases: threePhases ? 3 : 1 } } });
    pass.enter(state);
    return 'done';
  });
}
