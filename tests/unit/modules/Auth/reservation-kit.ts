import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { Reservation, ReservationCheck, ReservationResult } from '#generated/types/reservation';
import { startAuth, type AuthKit, type AuthKitOptions } from './auth-kit.js';

export const STORED_KEY = 'reservation_module';

/** Auth as the other side of the interface `reservation` sees it. */
export class ReservationKit {
  readonly auth: AuthKit;
  #lastId = 100;

  private constructor(auth: AuthKit) {
    this.auth = auth;
  }

  static async start(options: AuthKitOptions = {}): Promise<ReservationKit> {
    const selection = { config: { selection_algorithm: 'FindFirst', ...options.config } };
    return new ReservationKit(await startAuth({ ...options, ...selection }));
  }

  /** A time from now on, in the form of the interface. */
  inSeconds(seconds: number): string {
    return new Date(this.auth.kit.clock.now() + seconds * 1000).toISOString();
  }

  async reserve(more: Partial<Reservation> = {}): Promise<ReservationResult> {
    const request = { reservation_id: this.#lastId++, id_token: 'TAG', expiry_time: this.inSeconds(3600), ...more };
    const result = await this.auth.kit.call('reservation', 'reserve_now', { request });
    await this.auth.kit.settle();
    return result;
  }

  /** Results of global reservations, one after the other. */
  async reserveEach(types: readonly ConnectorTypeEnum[]): Promise<ReservationResult[]> {
    const results: ReservationResult[] = [];
    for (const type of types) results.push(await this.reserve({ connector_type: type }));
    return results;
  }

  async cancel(reservationId: number): Promise<boolean> {
    const result = await this.auth.kit.call('reservation', 'cancel_reservation', { reservation_id: reservationId });
    await this.auth.kit.settle();
    return result;
  }

  check(request: ReservationCheck): Promise<string> {
    return this.auth.kit.call('reservation', 'exists_reservation', { request });
  }

  /** `7 Placed` and the like. */
  get updates(): string[] {
    return this.auth.kit
      .published('reservation', 'reservation_update')
      .map(({ reservation_id: id, reservation_status: status }) => `${id} ${status}`);
  }

  /** The ids that an EVSE was told to be reserved for. */
  told(evseId: number): number[] {
    return this.auth
      .evse(evseId)
      .calls('reserve')
      .map(({ reservation_id: id }) => id);
  }

  /** How often an EVSE was told that it is not reserved any more. */
  released(evseId: number): number {
    return this.auth.evse(evseId).calls('cancel_reservation').length;
  }
}
