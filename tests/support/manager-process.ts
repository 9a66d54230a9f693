import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const systemPrefix = join(root, 'tests/fixtures/system');

/** A folder that is removed after the test. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'everest-ts-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A program of this package as a real process; its output is kept. */
export class Program {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  stdout = '';
  stderr = '';

  constructor(
    bin: 'manager' | 'everest',
    args: readonly string[],
    env: Record<string, string> = {},
    as: { readonly uid?: number; readonly gid?: number } = {},
  ) {
    this.#child = spawn(process.execPath, [join(root, `bin/${bin}.js`), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      ...as,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#heard('stderr', text));
    this.exited = new Promise((resolve) => this.#child.once('close', (code, signal) => resolve({ code, signal })));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the output so far satisfies `seen`; rejects with the output when the program ends before. */
  async until(seen: (program: Program) => boolean): Promise<void> {
    let ended = false;
    void this.exited.then(() => {
      ended = true;
      this.#waiting.forEach((wake) => wake());
    });
    while (!seen(this)) {
      if (ended) throw new Error(`the program ended before that:\n${this.stdout}\n${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
      this.#waiting.clear();
    }
  }

  /** As `| head` does when it has seen enough. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  /** SIGINT, and the exit code. */
  async stop(): Promise<number | null> {
    this.kill('SIGINT');
    return (await this.exited).code;
  }

  #heard(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#waiting.forEach((wake) => wake());
  }
}

/** Ids of the processes that `pid` has started and that still run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const { readFile, readdir } = await import('node:fs/promises');
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    entries.map(async (entry) => {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
      return { child: Number(entry), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
    }),
  );
  return parents.filter(({ parent }) => parent === pid).map(({ child }) => child);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
