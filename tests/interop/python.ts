import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/manager-process.js';

export const interopPrefix = join(root, 'tests/interop/prefix');

/** Debian's own, for which the MQTT package is installed; a Python of the user may stand before it in the path. */
const candidates = ['/usr/bin/python3', 'python3'];

/** A Python with an MQTT client; undefined where there is none. */
export const python = candidates.find((command) => {
  try {
    execFileSync(command, ['-c', 'import paho.mqtt.client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Why tests with Python cannot run here; undefined when they can. */
export function pythonMissing(): string | undefined {
  return python === undefined ? 'not installed: python3 with paho-mqtt' : undefined;
}

/** A Python program whose lines on stdout are JSON. */
export class PythonProgram {
  readonly lines: unknown[] = [];
  stderr = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #rest = '';
  #ended = false;

  constructor(script: string, args: readonly string[], env: Record<string, string> = {}) {
    this.#child = spawn(python ?? 'python3', ['-u', script, ...args], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#child.stdin?.on('error', () => undefined);
    this.exited = new Promise((resolve) =>
      this.#child.once('close', (code) => {
        this.#ended = true;
        this.#wake();
        resolve(code);
      }),
    );
  }

  /** The first line, seen already or still to come, that fits. */
  async until(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.lines.find((line) => fits(line as Record<string, unknown>));
      if (found !== undefined) return found as Record<string, unknown>;
      if (this.#ended) throw new Error(`the program ended before that:\n${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  tell(line: object): void {
    this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  #heard(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.lines.push(...lines.map((line) => JSON.parse(line) as unknown));
    this.#wake();
  }

  #wake(): void {
    this.#waiting.forEach((wake) => wake());
    this.#waiting.clear();
  }
}
