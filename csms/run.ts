import { createCentralSystem } from './central-system.js';
import type { CentralSystemOptions } from './options.js';
import { Prompt } from './prompt.js';

export interface RunCsmsOptions extends Omit<CentralSystemOptions, 'print'> {
  /** Receives messages and answers of commands. */
  readonly output: NodeJS.WritableStream;
  /** Commands are read from here; absent: none, and only `signal` ends the run. */
  readonly input?: NodeJS.ReadableStream;
  readonly signal?: AbortSignal;
}

/** Runs a central system until `quit`, the end of the input, or the signal. Rejects when it cannot listen. */
export async function runCsms({ output, input, signal, ...options }: RunCsmsOptions): Promise<void> {
  let print = (line: string): void => void output.write(`${line}\n`);
  const centralSystem = await createCentralSystem({ ...options, print: (line) => print(line) });
  print(`central system listens on ${centralSystem.url}`);
  const prompt = input === undefined ? undefined : new Prompt(centralSystem, input, output);
  if (prompt !== undefined) print = (line) => prompt.print(line);
  const ends = [...(prompt === undefined ? [] : [prompt.ended]), ...(signal === undefined ? [] : [aborted(signal)])];
  await Promise.race(ends);
  prompt?.close();
  await centralSystem.close();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
