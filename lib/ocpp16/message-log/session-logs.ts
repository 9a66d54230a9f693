import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../log/logger.js';
import { htmlFormat } from './format-entry.js';
import type { LogEntry } from './log-entry.js';
import { LogFile } from './log-file.js';

interface SessionLog {
  readonly path: string;
  readonly messages: LogFile;
  readonly raw: LogFile;
}

/** A log of its own for each session, in the folder the application names. */
export class SessionLogs {
  readonly #log: Logger;
  readonly #sessions = new Map<string, SessionLog>();

  constructor(log: Logger) {
    this.#log = log;
  }

  start(sessionId: string, path: string): void {
    this.stop(sessionId);
    const file = (name: string): LogFile => new LogFile({ path: join(path, name), format: htmlFormat, log: this.#log });
    const raw = file('incomplete-ocpp_raw.html');
    this.#sessions.set(sessionId, { path, messages: file('incomplete-ocpp.html'), raw });
  }

  write(entry: LogEntry): void {
    for (const { messages } of this.#sessions.values()) messages.write(entry);
  }

  writeRaw(entry: LogEntry): void {
    for (const { raw } of this.#sessions.values()) raw.write(entry);
  }

  /** A finished session is told from an interrupted one by the name of its file. */
  stop(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return;
    this.#sessions.delete(sessionId);
    session.messages.close();
    session.raw.close();
    try {
      renameSync(join(session.path, 'incomplete-ocpp.html'), join(session.path, 'ocpp.html'));
    } catch (error) {
      this.#log.warn({ err: error, sessionId }, 'session log could not be completed');
    }
  }

  close(): void {
    for (const { messages, raw } of this.#sessions.values()) {
      messages.close();
      raw.close();
    }
    this.#sessions.clear();
  }
}
