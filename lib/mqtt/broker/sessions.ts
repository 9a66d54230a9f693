import type { Random } from '../../clock/random.js';
import type { ConnectPacket } from '../codec/connect-packet.js';
import { expiryOf, NEVER_S } from './connect-rules.js';
import type { OutboxContext } from './outbox.js';
import { Session } from './session.js';
import type { SubscriptionIndex } from './subscription-index.js';

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
    const session = isPresent ? resume(kept) : new Session(clientId, this.#context);
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
    if (expiryS === 0) this.#drop(session);
    else if (expiryS < NEVER_S) session.expiryTimer = clock.setTimeout(() => this.#drop(session), expiryS * 1000);
  }

  /** Forgets everything, without publishing wills. */
  close(): void {
    for (const session of this.#byId.values()) {
      session.expiryTimer?.cancel();
      session.delayedWill?.timer.cancel();
    }
    this.#byId.clear();
  }

  /** MQTT 5 §3.1.3.2.2: the end of a session ends the delay of its will. */
  #drop(session: Session): void {
    this.#byId.delete(session.clientId);
    session.expiryTimer?.cancel();
    for (const subscription of session.subscriptions.values()) this.#index.remove(subscription);
    publishWill(session);
  }

  #newId(): string {
    const digits = Array.from({ length: 16 }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    return `auto-${digits}`;
  }
}

function resume(session: Session): Session {
  session.expiryTimer?.cancel();
  session.delayedWill?.timer.cancel();
  session.delayedWill = undefined;
  return session;
}

function publishWill(session: Session): void {
  const will = session.delayedWill;
  session.delayedWill = undefined;
  will?.timer.cancel();
  will?.publish();
}
