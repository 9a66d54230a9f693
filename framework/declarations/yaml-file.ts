import { existsSync, readFileSync } from 'node:fs';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Problem } from './types.js';
import { readYaml } from './yaml-reader.js';
import type { YamlReading } from './yaml-reader.js';

/** `<base>.yaml`, or the retired `<base>.json` where only that exists. */
export function findYaml(base: string): string | undefined {
  return [`${base}.yaml`, `${base}.json`].find((file) => existsSync(file));
}

/** Reads a file; that it cannot be read, or is JSON of old, is a problem at its top. */
export function readYamlFile(file: string): YamlReading {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problems: [{ severity: 'error', file, path: '', message: `cannot be read: ${errorText(error)}` }] };
  }
  const reading = readYaml(file, text);
  if (!file.endsWith('.json')) return reading;
  const retired: Problem = { severity: 'warning', file, path: '', message: 'JSON files are deprecated; write YAML' };
  return { ...reading, problems: [retired, ...reading.problems] };
}
