import type { Random } from '../../clock/random.js';
import type { ConnectPacket } from '../codec/connect-packet.js';
import { expiryOf, NEVER_S } from './connect-rules.js';
import type { OutboxContext } from './outbox.js';
import { Session } from './session.js';
import type { SubscriptionIndex } from './subscription-index.js';

/** Clients that come with another identifier each time and never return must not fill the memory. */
const MOST_AWAY = 256;

/** A will as it is published when the connection ends without a word. */
export interface PendingWill {
  readonly publish: () => void;
  readonly delayS: number;
}

/** All sessions by client identifier, those of clients that are away included. */
export class Sessions {
  readonly #context: OutboxContext;
  readonly #random: Random;
  readonly #index: SubscriptionIndex;
  readonly #byId = new Map<string, Session>();
  /** Those whose client is away, the longest first. */
  readonly #away = new Set<Session>();

  constructor(context: OutboxContext, random: Random, index: SubscriptionIndex) {
    this.#context = context;
    this.#random = random;
    this.#index = index;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** MQTT 5 §3.1.4: the session of a CONNECT, taken over from another connection where one has it. */
  open(packet: ConnectPacket, takeOver: () => void): { readonly session: Session; readonly isPresent: boolean } {
    const clientId = packet.clientId === '' ? this.#newId() : packet.clientId;
    this.#byId.get(clientId)?.takeOver?.();
    const kept = this.#byId.get(clientId);
    const isPresent = kept !== undefined && !packet.clean;
    if (kept !== undefined && packet.clean) this.#drop(kept);
    const session = isPresent ? this.#resume(kept) : new Session(clientId, this.#context);
    session.expiryS = expiryOf(packet);
    session.takeOver = takeOver;
    this.#byId.set(clientId, session);
    return { session, isPresent };
  }

  /** The connection of a session has ended; `will` is undefined where none is to be published. */
  leave(session: Session, will: PendingWill | undefined): void {
    session.takeOver = undefined;
    session.outbox.detach();
    const { clock } = this.#context;
    const { expiryS } = session;
    if (will !== undefined && Math.min(will.delayS, expiryS) > 0) {
      const { publish, delayS } = will;
      session.delayedWill = { publish, timer: clock.setTimeout(() => publishWill(session), delayS * 1000) };
    } else will?.publish();
    if (expiryS === 0) return this.#drop(session);
    if (expiryS < NEVER_S) session.expiryTimer = clock.setTimeout(() => this.#drop(session), expiryS * 1000);
    this.#away.add(session);
    const [first] = this.#away;
    if (first !== undefined && this.#away.size > MOST_AWAY) this.#drop(first);
  }

  /** Forgets everything, without publishing wills. */
  close(): void {
    for (const session of this.#byId.values()) {
      session.expiryTimer?.cancel();
      session.delayedWill?.timer.cancel();
    }
    this.#byId.clear();
    this.#away.clear();
  }

  #resume(session: Session): Session {
    this.#away.delete(session);
    session.expiryTimer?.cancel();
    session.delayedWill?.timer.cancel();
    session.delayedWill = undefined;
    return session;
  }

  /** MQTT 5 §3.1.3.2.2: the end of a session ends the delay of its will. */
  #drop(session: Session): void {
    this.#byId.delete(session.clientId);
    this.#away.delete(session);
    session.expiryTimer?.cancel();
    for (const subscription of session.subscriptions.values()) this.#index.remove(subscription);
    publishWill(session);
  }

  #newId(): string {
    const digits = Array.from({ length: 16 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    return `auto-${digits}`;
  }
}

function publishWill(session: Session): void {
  const will = session.delayedWill;
  session.delayedWill = undefined;
  will?.timer.cancel();
  will?.publish();
}
