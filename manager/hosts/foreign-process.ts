import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { ModuleEntry } from './host-plan.js';
import type { Launch } from './launch.js';
import { forwardLines } from './line-forwarder.js';
import type { Wrapper } from './privileges.js';
import type { ProcessGuard } from './process-guard.js';
import { ProcessGroup } from './process-group.js';
import type { HostExit, RunningHost } from './running-host.js';

export interface ForeignProcessOptions {
  readonly module: ModuleEntry;
  readonly launch: Launch;
  /** The program that sets user and capabilities first; undefined where nothing is to be set. */
  readonly wrapper?: Wrapper | undefined;
  readonly guard: ProcessGuard;
  readonly clock: Clock;
  /** Where the output of the module goes. */
  readonly write: (text: string) => void;
}

class ForeignStartFailed extends EverestError {
  constructor({ id, entry }: ModuleEntry, reason: string) {
    super('MODULE_PROGRAM_START', `module "${id}" (${entry}) cannot be started: ${reason}`);
  }
}

/** How long it may take until the wrapper has become the module, in ms. */
const BECOME_MS = 5000;
const BECOME_POLL_MS = 2;
/** How long output may still come after the end of a process whose pipe somebody else holds, in ms. */
const LAST_OUTPUT_MS = 200;

/** A module that is no module of ours: an executable, a Python or an everestjs program. It is the leader of a process group. */
export class ForeignProcess implements RunningHost {
  readonly moduleIds: readonly string[];
  readonly exited: Promise<HostExit>;
  readonly #group: ProcessGroup;
  #ending = false;

  private constructor(child: ChildProcess, pid: number, { module, guard, clock }: ForeignProcessOptions) {
    this.moduleIds = [module.id];
    this.#group = new ProcessGroup(pid);
    guard.watch(pid);
    const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('exit', (code, signal) => resolve([code, signal]));
    });
    this.exited = ended.then(async ([code, signal]) => {
      const expected = this.#ending;
      // what a module leaves behind serves nobody; in a stop it has its time to end as the module had
      this.#group.signal(expected ? 'SIGTERM' : 'SIGKILL');
      await this.#group.gone(clock);
      guard.release(pid);
      await lastOutput(child, clock);
      return { expected, code, signal };
    });
  }

  /** Resolves when the module's program runs. Rejects with the reason when it cannot. */
  static async start(options: ForeignProcessOptions): Promise<ForeignProcess> {
    const { launch, module, wrapper, write } = options;
    const { command, args, argv0 } = wrapper === undefined ? launch : wrapper.wrap(launch);
    const child = spawn(command, args, {
      argv0,
      env: { ...launch.env },
      // a group of its own, so that Ctrl+C reaches the manager alone, and pipes, so that nothing a module leaves behind holds ours
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child, 'spawn').catch((error: Error) => {
      throw new ForeignStartFailed(module, reasonOf(error, command));
    });
    const { pid } = child;
    if (pid === undefined) throw new ForeignStartFailed(module, 'the system gave it no process id');
    const process = new ForeignProcess(child, pid, options);
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) forwardLines(stream, write);
    if (wrapper !== undefined) await process.#becomes(child, pid, wrapper, options);
    return process;
  }

  /** Asked over the bus already; what a foreign module does then is its own matter. */
  close(): void {
    this.#ending = true;
  }

  terminate(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#ending = true;
    this.#group.signal(signal);
  }

  /** Waits until the wrapper has replaced itself with the module. */
  async #becomes(child: ChildProcess, pid: number, wrapper: Wrapper, options: ForeignProcessOptions): Promise<void> {
    const { clock, module } = options;
    const said = firstText(child.stderr);
    for (let waited = 0; waited < BECOME_MS && wrapper.programs.includes(nameOf(pid)); waited += BECOME_POLL_MS) {
      await clock.sleep(BECOME_POLL_MS);
      if (child.exitCode === null && child.signalCode === null) continue;
      await this.exited;
      const failure = wrapper.failureIn(said());
      if (failure !== undefined) throw new ForeignStartFailed(module, failure);
      return;
    }
  }
}

/** What spawning fails with names no more than a code. */
function reasonOf(error: NodeJS.ErrnoException, command: string): string {
  if (error.code === 'ENOENT') return `${command}: no such program, or the interpreter of its first line is missing`;
  if (error.code === 'EACCES') return `${command}: permission denied`;
  return error.message;
}

/** The name of the program that a process runs; empty where the system does not tell. */
function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return '';
  }
}

function firstText(stream: Readable | null): () => string {
  const parts: string[] = [];
  stream?.on('data', (part: string) => {
    if (parts.length < 16) parts.push(part);
  });
  return () => parts.join('');
}

async function lastOutput(child: ChildProcess, clock: Clock): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null && !stream.destroyed);
  const limit = new AbortController();
  const late = clock.sleep(LAST_OUTPUT_MS, limit.signal).catch(() => undefined);
  const closed = Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream?.once('close', resolve))));
  await Promise.race([closed, late]).finally(() => limit.abort());
  for (const stream of streams) stream?.destroy();
  await closed;
}
