import { mkdtemp, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { timestamp, type Clock, type Random } from 'everest-ts';

/** Readable and writable for us alone: what lies here decides what gets installed. */
const OWN = 0o600;

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  /** Where folders are made. */
  readonly root: string;
}

/** Files of one transfer each, in a folder of its own that goes with the file. */
export class TemporaryFiles {
  readonly #parts: Parts;
  readonly #folders = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** An empty file: `<prefix>-<time>` and six letters that make its name unlike those of other stations. */
  async create(prefix: string): Promise<string> {
    const { clock, random, root } = this.#parts;
    const letters = Array.from({ length: 6 }, () => Math.floor(random() * 36).toString(36)).join('');
    const folder = await mkdtemp(join(root, 'everest-system-'));
    this.#folders.add(folder);
    const path = join(folder, `${prefix}-${timestamp(clock)}${letters}`);
    const file = await open(path, 'wx', OWN);
    await file.close();
    return path;
  }

  /** Removes the file and everything beside it. */
  async remove(path: string): Promise<void> {
    await this.#removeFolder(dirname(path));
  }

  async close(): Promise<void> {
    for (const folder of this.#folders) await this.#removeFolder(folder);
  }

  async #removeFolder(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    this.#folders.delete(folder);
  }
}
