import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../support/manager-process.js';

export const jsPrefix = join(root, 'tests/fixtures/everestjs');

/** A module as the manager starts it (framework.md §13.2), but started by hand. */
export class JsProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  stderr = '';

  constructor(type: string, env: Readonly<Record<string, string>>) {
    const script = join(jsPrefix, 'modules', type, 'index.js');
    this.#child = spawn(process.execPath, ['--unhandled-rejections=strict', script], {
      argv0: 'node',
      cwd: root,
      env: { ...process.env, NODE_PATH: root, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exited = new Promise((resolve) => this.#child.once('close', (code, signal) => resolve({ code, signal })));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
