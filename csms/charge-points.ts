import { validateRequest, type Request } from '../lib/ocpp16/messages/index.js';
import type { Message } from './message.js';

export interface ChargePointView {
  readonly chargePointId: string;
  readonly isConnected: boolean;
  /** The latest BootNotification since the start of the central system. */
  readonly boot?: Request<'BootNotification'>;
  /** Latest status by connector. */
  readonly connectors: Readonly<Record<number, string>>;
  /** Milliseconds since 1970. */
  readonly lastMessageAtMs?: number;
}

/** What is known of each charge point from what it has said. */
export class ChargePoints {
  readonly #views = new Map<string, ChargePointView>();

  get all(): readonly ChargePointView[] {
    return [...this.#views.values()];
  }

  get(chargePointId: string): ChargePointView | undefined {
    return this.#views.get(chargePointId);
  }

  connection(chargePointId: string, isConnected: boolean): void {
    this.#change(chargePointId, { isConnected });
  }

  received({ chargePointId, kind, action, payload, atMs }: Message): void {
    this.#change(chargePointId, { lastMessageAtMs: atMs });
    if (kind !== 'call') return;
    if (action === 'BootNotification' && validateRequest(action, payload) === undefined) {
      this.#change(chargePointId, { boot: payload as Request<'BootNotification'> });
    }
    if (action === 'StatusNotification' && validateRequest(action, payload) === undefined) {
      const { connectorId, status } = payload as Request<'StatusNotification'>;
      const connectors = { ...this.#views.get(chargePointId)?.connectors, [connectorId]: status };
      this.#change(chargePointId, { connectors });
    }
  }

  #change(chargePointId: string, change: Partial<ChargePointView>): void {
    const known = this.#views.get(chargePointId) ?? { chargePointId, isConnected: true, connectors: {} };
    this.#views.set(chargePointId, { ...known, ...change });
  }
}
