import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from 'everest-ts';
import type { Lines } from './steps.js';

/**
 * Runs a script of the operator: each line that it writes to stdout is one word of the step. When `signal` fires, the script ends
 * with everything it has started.
 */
export async function* runScript(path: string, args: readonly string[], signal: AbortSignal, log: Logger): Lines {
  signal.throwIfAborted();
  const child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const failed = new Promise<Error | undefined>((resolve) => {
    child.once('error', resolve).once('close', () => resolve(undefined));
  });
  const kill = (): void => killGroup(child);
  signal.addEventListener('abort', kill, { once: true });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      signal.throwIfAborted();
      if (line.trim() !== '') yield line.trim();
    }
    const error = await failed;
    signal.throwIfAborted();
    if (error !== undefined) log.error({ path, err: error }, 'script could not be started');
    else log.debug({ path, exitCode: child.exitCode }, 'script has ended');
  } finally {
    signal.removeEventListener('abort', kill);
    if (child.exitCode === null && child.signalCode === null) kill();
  }
}

/** The script leads a process group of its own, so that the programs it calls end as well. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended in the meantime.
  }
}
