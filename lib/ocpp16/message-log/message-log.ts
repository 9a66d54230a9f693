import { join } from 'node:path';
import { timestamp } from '../../clock/clock.js';
import type { Clock } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';
import { htmlFormat, securityFormat, textFormat } from './format-entry.js';
import type { FileFormat } from './format-entry.js';
import type { LogEntry, Origin } from './log-entry.js';
import { LogFile } from './log-file.js';
import { maskSecrets } from './mask-secrets.js';
import { MessageTypes } from './message-types.js';
import type { RotationSettings } from './rotation.js';
import { SessionLogs } from './session-logs.js';

export type LogFormat = 'console' | 'console_detailed' | 'log' | 'html' | 'session_logging' | 'security' | 'callback';

export type MessageDirection = 'CSMSToChargingStation' | 'ChargingStationToCSMS';

export interface MessageLogOptions {
  /** Made when it does not exist. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** `LogMessages`; everything but the callback depends on it. */
  readonly isEnabled: boolean;
  /** `LogMessagesRaw`. */
  readonly isRaw: boolean;
  /** `LogMessagesFormat`. */
  readonly formats: readonly string[];
  /** Present with `LogRotation`. */
  readonly rotation?: RotationSettings;
  readonly callback?: (text: string, direction: MessageDirection) => void;
  /** An old security log was deleted by rotation. */
  readonly securityLogCleared?: () => void;
}

const ROTATED_BASE = 'libocpp_16';

/** Writes what goes over the link to the configured places. Passwords are masked everywhere. */
export class MessageLog {
  readonly #options: MessageLogOptions;
  readonly #types = new MessageTypes();
  readonly #formats: ReadonlySet<string>;
  readonly #parsed: readonly LogFile[];
  readonly #raw: readonly LogFile[];
  readonly #security: LogFile | undefined;
  readonly #sessions: SessionLogs;

  constructor(options: MessageLogOptions) {
    this.#options = options;
    this.#formats = new Set(options.isEnabled ? options.formats : []);
    this.#sessions = new SessionLogs(options.log);
    const base = options.rotation === undefined ? timestamp(options.clock) : ROTATED_BASE;
    const text = this.#has('log');
    const html = this.#has('html');
    this.#parsed = [
      ...(text ? [this.#file(`${base}.log`, textFormat)] : []),
      ...(html ? [this.#file(`${base}.html`, htmlFormat)] : []),
    ];
    this.#raw = options.isRaw
      ? [
          ...(text ? [this.#file(`${base}_raw.log`, textFormat)] : []),
          ...(html ? [this.#file(`${base}_raw.html`, htmlFormat)] : []),
        ]
      : [];
    this.#security = this.#has('security')
      ? this.#file(`${base}.security.log`, securityFormat, options.securityLogCleared)
      : undefined;
    this.system('Session logging started.');
  }

  outgoing(text: string): void {
    this.#message(text, 'ChargePoint');
  }

  incoming(text: string): void {
    this.#message(text, 'CentralSystem');
  }

  /** Connection life: `Connecting`, `Connected`, `Disconnecting`, `Disconnected`, `WebSocketPingInterval changed`. */
  system(text: string): void {
    this.#write({ time: timestamp(this.#options.clock), origin: 'SYS', type: text, message: '' });
  }

  /** Every security event, sent to the central system or not; `notification` is the request's payload. */
  securityEvent(notification: object): void {
    const time = timestamp(this.#options.clock);
    const message = JSON.stringify(notification);
    this.#security?.write({ time, origin: 'ChargePoint', type: 'SecurityEventNotification', message });
  }

  startSession(sessionId: string, path: string): void {
    if (this.#has('session_logging')) this.#sessions.start(sessionId, path);
  }

  stopSession(sessionId: string): void {
    this.#sessions.stop(sessionId);
  }

  close(): void {
    for (const file of [...this.#parsed, ...this.#raw]) file.close();
    this.#security?.close();
    this.#sessions.close();
  }

  #message(text: string, origin: Exclude<Origin, 'SYS'>): void {
    const frame = parse(text);
    const masked = maskSecrets(frame);
    const sent = masked === frame ? text : JSON.stringify(masked);
    const type = this.#types.typeOf(frame);
    const time = timestamp(this.#options.clock);
    this.#write({ time, origin, type, message: frame === undefined ? text : JSON.stringify(masked, undefined, 2) });
    if (origin === 'ChargePoint') this.#writeRaw({ time, origin, type, message: sent });
    const direction = origin === 'ChargePoint' ? 'ChargingStationToCSMS' : 'CSMSToChargingStation';
    if (this.#options.formats.includes('callback')) this.#options.callback?.(sent, direction);
  }

  #write(entry: LogEntry): void {
    for (const file of this.#parsed) file.write(entry);
    this.#sessions.write(entry);
    const { log } = this.#options;
    const { origin, type, message } = entry;
    if (this.#has('console_detailed')) log.info({ origin, type, message }, 'ocpp message');
    else if (this.#has('console')) log.info({ origin, type }, 'ocpp message');
  }

  #writeRaw(entry: LogEntry): void {
    for (const file of this.#raw) file.write(entry);
    this.#sessions.writeRaw(entry);
  }

  #has(format: LogFormat): boolean {
    return this.#formats.has(format);
  }

  #file(name: string, format: FileFormat, deleted?: () => void): LogFile {
    const { directory, log, rotation } = this.#options;
    return new LogFile({
      path: join(directory, name),
      format,
      log,
      ...(rotation === undefined ? {} : { rotation }),
      ...(deleted === undefined ? {} : { deleted }),
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
