import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { readJson } from './json.mjs';

/** Whether nothing that the step reads or made has changed since it last went well. */
export function isCurrent(root, step) {
  const stamp = currentStamp(root, step);
  return stamp !== undefined && readJson(stampFile(root, step))?.[step.name] === stamp;
}

/** Remembers that the step went well, unless something that it reads changed after it started. */
export function keepStamp(root, step, startedAtMs) {
  const changedMeanwhile = step
    .inputs()
    .some((file) => (statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0) > startedAtMs);
  const stamp = currentStamp(root, step);
  if (changedMeanwhile || stamp === undefined) return;
  const file = stampFile(root, step);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...readJson(file), [step.name]: stamp }));
}

function currentStamp(root, step) {
  if (!step.needs.every((file) => existsSync(join(root, file)))) return undefined;
  return fingerprint(root, [...step.inputs(), ...(step.outputs?.() ?? [])]);
}

/** In the folder that the step makes, so that both go together. */
function stampFile(root, step) {
  return join(root, step.name === 'install' ? 'node_modules/.cache/everest-setup.json' : 'dist/.setup.json');
}
