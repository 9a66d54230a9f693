import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse as parsePath } from 'node:path';
import { plain, readYamlFile } from '../../framework/declarations/index.js';
import type { Logger } from '../../lib/log/logger.js';
import { configurationYaml } from '../config/configuration-text.js';

/** Texts of what is wrong with a configuration file; none when it can be started. */
export type CheckConfig = (file: string) => readonly string[];

export type Saving = { readonly ok: true } | { readonly ok: false; readonly problems: readonly string[] };

/** Letters, digits, `.`, `_` and `-`, as it names a file of this folder and nothing else. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function isConfigName(name: string): boolean {
  return NAME.test(name);
}

/** The YAML configurations of one folder. */
export class ConfigFolder {
  readonly #folder: string;
  readonly #check: CheckConfig;
  readonly #log: Logger;

  constructor(folder: string, check: CheckConfig, log: Logger) {
    this.#folder = folder;
    this.#check = check;
    this.#log = log;
  }

  /** All configurations by their names, as they are written. One that cannot be read is left out. */
  readAll(): Readonly<Record<string, unknown>> {
    const files = readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.yaml'))
      .map(({ name }) => name)
      .sort();
    return Object.fromEntries(files.flatMap((file) => this.#read(file)));
  }

  /** Nothing is changed unless the manager would start it; then all of it is there at once. `name` is one that `isConfigName` takes. */
  save(name: string, config: unknown): Saving {
    const draft = join(this.#folder, `_${name}.yaml`);
    try {
      writeNew(draft, configurationYaml(config));
      const problems = this.#check(draft);
      if (problems.length > 0) return { ok: false, problems };
      renameSync(draft, join(this.#folder, `${name}.yaml`));
      return { ok: true };
    } finally {
      rmSync(draft, { force: true });
    }
  }

  #read(file: string): [string, unknown][] {
    const { root, problems } = readYamlFile(join(this.#folder, file));
    if (root !== undefined) return [[parsePath(file).name, plain(root)]];
    this.#log.warn({ file, reason: problems[0]?.message }, 'configuration cannot be shown');
    return [];
  }
}

/** A file of its own: what stands under this name, also a link to elsewhere, is replaced and not written through. */
function writeNew(path: string, text: string): void {
  rmSync(path, { force: true });
  const descriptor = openSync(path, 'wx', 0o644);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
