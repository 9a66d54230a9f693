import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import { Link } from '../../../../../lib/ocpp16/link/index.js';
import type { LinkSettings, LinkTransport, MessageResult } from '../../../../../lib/ocpp16/link/index.js';
import { openChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import type { ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';

export type Sent = readonly [number, string, ...unknown[]];

/** The socket of the tests: what is sent is read from `sent`, what the central system says goes in through `receive`. */
export class FakeTransport implements LinkTransport {
  readonly sent: Sent[] = [];
  failsToSend = false;
  #text: (text: string) => void = () => undefined;
  #connected: () => void = () => undefined;
  #disconnected: () => void = () => undefined;

  send(text: string): void {
    if (this.failsToSend) throw new Error('socket refuses');
    this.sent.push(JSON.parse(text) as Sent);
  }

  onText(listener: (text: string) => void): void {
    this.#text = listener;
  }

  onConnected(listener: () => void): void {
    this.#connected = listener;
  }

  onDisconnected(listener: () => void): void {
    this.#disconnected = listener;
  }

  connect(): void {
    this.#connected();
  }

  disconnect(): void {
    this.#disconnected();
  }

  receiveText(text: string): void {
    this.#text(text);
  }

  receive(frame: readonly unknown[]): void {
    this.#text(JSON.stringify(frame));
  }

  /** Calls sent so far: action names. */
  get calls(): readonly string[] {
    return this.sent.filter(([type]) => type === 2).map(([, , action]) => String(action));
  }

  get last(): Sent {
    const last = this.sent.at(-1);
    if (last === undefined) throw new Error('nothing was sent');
    return last;
  }

  /** Answers the last sent frame with a CALLRESULT. */
  answer(payload: object = {}): void {
    this.receive([3, this.last[1], payload]);
  }

  refuse(code = 'InternalError'): void {
    this.receive([4, this.last[1], code, 'no', {}]);
  }
}

export const defaultSettings: LinkSettings = {
  transactionMessageAttempts: 3,
  transactionMessageRetryIntervalS: 2,
  queueAllMessages: false,
  discardForQueueing: new Set(),
  queueSizeThreshold: 1000,
  disableSecurityEventNotifications: false,
};

export interface Bench {
  readonly clock: ManualClock;
  readonly transport: FakeTransport;
  readonly store: ChargePointStore;
  readonly link: Link;
  readonly results: MessageResult[];
  readonly invalid: string[];
  readonly events: string[];
}

export interface BenchOptions {
  readonly settings?: Partial<LinkSettings>;
  readonly clock?: ManualClock;
  readonly store?: ChargePointStore;
  readonly offered?: (action: string) => boolean;
  readonly messageDone?: (result: MessageResult) => void | Promise<void>;
}

let seed = 1;

/** Not for secrets: a plain sequence, so that every run of the tests is the same. */
export function pseudoRandom(): number {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const clock = options.clock ?? new ManualClock();
  const store = options.store ?? (await openChargePointStore(':memory:', { clock }));
  const transport = new FakeTransport();
  const results: MessageResult[] = [];
  const invalid: string[] = [];
  const events: string[] = [];
  const link = new Link({
    transport,
    store: store.messages,
    clock,
    random: pseudoRandom,
    log: silentLogger,
    settings: () => ({ ...defaultSettings, ...options.settings }),
    isActionOffered: options.offered ?? (() => true),
    bootNotification: () => ({ chargePointModel: 'Yeti', chargePointVendor: 'Pionix' }),
    events: {
      connected: () => void events.push('connected'),
      disconnected: () => void events.push('disconnected'),
      bootNotification: ({ status }) => void events.push(`boot ${status}`),
      messageDone: (result) => {
        results.push(result);
        return options.messageDone?.(result);
      },
      invalidMessage: (techInfo) => void invalid.push(techInfo),
      storeFailed: (error) => void events.push(`store ${error.failure}`),
    },
  });
  return { clock, transport, store, link, results, invalid, events };
}

export const bootAccepted = { currentTime: '2026-01-01T00:00:00Z', interval: 300, status: 'Accepted' };

/** A bench that is connected and registered. */
export async function bootedBench(options: BenchOptions = {}): Promise<Bench> {
  const bench = await startBench(options);
  bench.link.start();
  bench.transport.connect();
  bench.transport.answer(bootAccepted);
  bench.transport.sent.length = 0;
  return bench;
}

export const startRequest = { connectorId: 1, idTag: 'DEADBEEF', meterStart: 0, timestamp: '2026-01-01T00:00:00.000Z' };
export const meterRequest = { connectorId: 1, meterValue: [] };
export const statusRequest = { connectorId: 1, errorCode: 'NoError', status: 'Available' } as const;

export function stopRequest(transactionId: number): {
  transactionId: number;
  meterStop: number;
  timestamp: string;
} {
  return { transactionId, meterStop: 1, timestamp: '2026-01-01T01:00:00.000Z' };
}
