import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../../log/logger.js';
import type { FileFormat } from './format-entry.js';
import type { LogEntry } from './log-entry.js';
import { rotate } from './rotation.js';
import type { RotationSettings } from './rotation.js';

export interface LogFileOptions {
  readonly path: string;
  readonly format: FileFormat;
  readonly log: Logger;
  readonly rotation?: RotationSettings;
  /** An older file was deleted to make room. */
  readonly deleted?: () => void;
}

/** One file of the message log. Trouble with the disk is logged once and the file given up; charging goes on. */
export class LogFile {
  readonly #options: LogFileOptions;
  #file: number | undefined;
  #size = 0;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#guard(() => this.#open());
  }

  write(entry: LogEntry): void {
    if (this.#file === undefined) return;
    this.#guard(() => {
      const { rotation } = this.#options;
      if (rotation !== undefined && rotation.maxFileSize > 0 && this.#size >= rotation.maxFileSize) {
        this.#rotate(rotation, entry.time);
      }
      this.#append(this.#options.format.entry(entry));
    });
  }

  close(): void {
    this.#guard(() => this.#finish());
  }

  #open(): void {
    const { path, format } = this.#options;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
    if (this.#size === 0) this.#append(format.header);
  }

  #rotate(rotation: RotationSettings, time: string): void {
    this.#finish();
    const hasDeleted = rotate(this.#options.path, rotation, time);
    this.#open();
    if (hasDeleted) this.#options.deleted?.();
  }

  #finish(): void {
    if (this.#file === undefined) return;
    this.#append(this.#options.format.footer);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #append(text: string): void {
    if (this.#file !== undefined && text !== '') this.#size += writeSync(this.#file, text);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#file = undefined;
      this.#options.log.error({ err: error, path: this.#options.path }, 'message log cannot be written');
    }
  }
}
