import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Logger } from '../../log/logger.js';
import type { JsonValue } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';

/** The file with the changed keys. A write replaces it as a whole, so that a crash leaves the old or the new content. */
export class UserFile {
  readonly #path: string;
  readonly #log: Logger;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /** A failure is logged only: the change stays in effect until the next start. */
  write(section: string, key: string, value: JsonValue): void {
    try {
      const content = this.#read();
      const old = content[section];
      content[section] = { ...(isJsonObject(old) ? old : {}), [key]: value };
      this.#replace(`${JSON.stringify(content, undefined, 2)}\n`);
    } catch (error) {
      this.#log.error({ err: error, path: this.#path, section, key }, 'changed key could not be stored');
    }
  }

  #read(): Record<string, JsonValue> {
    const content: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
    return isJsonObject(content) ? { ...content } : {};
  }

  #replace(text: string): void {
    const temporary = `${this.#path}$`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      // Unlike writeSync it fails when the medium takes a part only.
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
  }
}
