import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { timestamp, type Clock, type Random } from 'everest-ts';

/** Readable and writable for us alone: what lies here decides what gets installed. */
const OWN = 0o600;

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  /** Where our folder is made. */
  readonly root: string;
}

/** Files of one transfer each, in a folder of our own that goes with the module. */
export class TemporaryFiles {
  readonly #parts: Parts;
  #folder: Promise<string> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  folder(): Promise<string> {
    this.#folder ??= mkdtemp(join(this.#parts.root, 'everest-system-')).catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    });
    return this.#folder;
  }

  /** An empty file: `<prefix>-<time>` and six letters that make its name unlike those of other stations. */
  async create(prefix: string): Promise<string> {
    const { clock, random } = this.#parts;
    const letters = Array.from({ length: 6 }, () => Math.floor(random() * 36).toString(36)).join('');
    const path = join(await this.folder(), `${prefix}-${timestamp(clock)}${letters}`);
    const file = await open(path, 'wx', OWN);
    await file.close();
    return path;
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  async close(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
