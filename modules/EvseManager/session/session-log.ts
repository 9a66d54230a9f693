import { appendFile, mkdir, rename } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { Clock, Logger } from 'everest-ts';
import { timestamp } from 'everest-ts';
import type { LogLine, LogOrigin } from './log-lines.js';
import { csvLine, htmlFoot, htmlHead, htmlRow, logMessage } from './log-lines.js';

export interface SessionLogOptions {
  readonly enabled: boolean;
  readonly root: string;
  /** `session_uuid` in it stands for the id of the session. */
  readonly suffix: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Receives each line as JSON. */
  readonly publish: (message: string) => void;
}

/** One directory a session with everything that happened in it. Written in the background, in order. */
export class SessionLog {
  readonly #options: SessionLogOptions;
  #directory: string | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(options: SessionLogOptions) {
    this.#options = options;
  }

  /** Opens the log of a session and tells its directory; undefined when nothing is logged. */
  start(sessionId: string): string | undefined {
    const { enabled, root, suffix, clock, log } = this.#options;
    if (!enabled) return undefined;
    if (this.#directory !== undefined) this.stop();
    const name = `${timestamp(clock)}-${suffix.replaceAll('session_uuid', sessionId)}`;
    const directory = join(root, name.replaceAll('/', '_'));
    if (!resolve(directory).startsWith(`${resolve(root)}${sep}`)) {
      log.error({ directory }, 'session log would lie outside its root');
      return undefined;
    }
    this.#directory = directory;
    this.#write(async () => {
      await mkdir(directory, { recursive: true });
      await appendFile(join(directory, 'incomplete-eventlog.html'), htmlHead);
    });
    this.#add('SYS', 'Session logging started.');
    return directory;
  }

  evse(message: string): void {
    this.#add('EVSE', message);
  }

  car(message: string): void {
    this.#add('CAR', message);
  }

  stop(): void {
    const directory = this.#directory;
    if (directory === undefined) return;
    this.#add('SYS', 'Session logging stopped.');
    this.#directory = undefined;
    this.#write(async () => {
      await appendFile(join(directory, 'incomplete-eventlog.html'), htmlFoot);
      for (const name of ['eventlog.csv', 'eventlog.html']) {
        await rename(join(directory, `incomplete-${name}`), join(directory, name));
      }
    });
  }

  /** Resolves when everything is on disk. */
  flushed(): Promise<void> {
    return this.#written;
  }

  #add(origin: LogOrigin, message: string): void {
    const directory = this.#directory;
    if (directory === undefined) return;
    const line: LogLine = { timestamp: timestamp(this.#options.clock), origin, message };
    this.#options.publish(logMessage(line));
    this.#write(async () => {
      await appendFile(join(directory, 'incomplete-eventlog.csv'), csvLine(line));
      await appendFile(join(directory, 'incomplete-eventlog.html'), htmlRow(line));
    });
  }

  /** A log that cannot be written must not disturb charging. */
  #write(write: () => Promise<void>): void {
    const { log } = this.#options;
    this.#written = this.#written.then(write).catch((error: unknown) => log.warn({ err: error }, 'session log failed'));
  }
}
