import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { changeableFiles, type ModuleSources } from './module-sources.js';
import { findTsc } from './transpiler.js';

/**
 * Checks the types of modules beside the running system: a wrong type is shown, but does not keep a module from being tried.
 * Only for modules with a `tsconfig.json` of their own; those of a source tree are checked with the whole tree.
 */
export class TypeCheck {
  readonly #say: (text: string) => void;
  readonly #running = new Map<string, ChildProcess>();
  /** The newest file of each module when it was last checked, ms since the epoch. */
  readonly #checked = new Map<string, number>();

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  check(module: ModuleSources): void {
    const tsc = findTsc(module.folder);
    if (!module.isTypeScript || tsc === undefined || !existsSync(join(module.folder, 'tsconfig.json'))) return;
    const newest = Math.max(...changeableFiles(module).map((path) => statSync(join(module.folder, path)).mtimeMs));
    if (this.#checked.get(module.name) === newest) return;
    this.#checked.set(module.name, newest);
    this.#running.get(module.name)?.kill();
    this.#start(module, tsc);
  }

  close(): void {
    for (const child of this.#running.values()) child.kill();
  }

  #start({ name, folder }: ModuleSources, tsc: string): void {
    const child = spawn(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', folder], {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#running.set(name, child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', () => undefined);
    child.on('close', (code) => {
      if (this.#running.get(name) === child) this.#running.delete(name);
      if (code !== 0 && output.trim() !== '')
        this.#say(`${relative(process.cwd(), folder)}: types do not fit\n${output.trim()}`);
    });
  }
}
