import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withLock } from './lock.mjs';
import { ProgramFailed } from './run.mjs';
import { isCurrent, keepStamp } from './stamps.mjs';
import { setupSteps } from './steps.mjs';

const LAST_STEP = { generate: 'generate', build: 'declarations' };

/** Does what is missing in the checkout at `root`; false when a step failed. */
export async function setup(root, args) {
  const { values } = parseArgs({ args, options: { only: { type: 'string', default: 'build' } } });
  const all = setupSteps(root);
  const last = all.findIndex((step) => step.name === LAST_STEP[values.only]);
  if (last < 0) {
    say(`--only takes "generate" or "build", not "${values.only}"`);
    return false;
  }
  const steps = all.slice(0, last + 1);
  if (steps.every((step) => isCurrent(root, step))) return true;
  const waiting = () => say('another setup is at work here, waiting for it');
  return withLock(join(root, 'dist/.setup.lock'), waiting, () => performAll(root, steps));
}

async function performAll(root, steps) {
  for (const step of steps) {
    if (isCurrent(root, step)) continue;
    const startedAtMs = Date.now();
    if (!step.isDone?.() && !(await perform(step))) return false;
    keepStamp(root, step, startedAtMs);
  }
  return true;
}

async function perform(step) {
  say(step.title);
  try {
    const output = (await step.run()) ?? '';
    if (!step.isQuiet && output.trim() !== '') console.error(output.trim());
    return true;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    if (error.output.trim() !== '') console.error(error.output.trim());
    say(`${step.title} failed`);
    return false;
  }
}

function say(text) {
  console.error(`setup: ${text}`);
}
