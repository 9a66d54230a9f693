import type { CommandHandlers, ModuleContext } from 'everest-ts';
import type { ReservationInterface } from '#generated/interfaces/reservation';
import type { Auth } from '#generated/modules/Auth';
import type { IdToken } from '#generated/types/authorization';
import type { Reservation, ReservationCheck, ReservationCheckStatus } from '#generated/types/reservation';
import type { EvseOrders } from '../evse-orders.js';
import type { Connector, Evse } from '../evse.js';
import type { Reservations } from '../reservations.js';
import type { Station } from '../station.js';
import { canChargeAt, lost } from './admission.js';
import { ReservationBook } from './book.js';
import { Desk, type DeskParts } from './desk.js';
import { ExpiryTimers } from './expiry-timers.js';
import { GLOBAL_ID, Occupancy } from './occupancy.js';
import { fits } from './states.js';
import { ReservationStorage } from './storage.js';
import { TaskQueue } from './task-queue.js';

/**
 * The reservations of the station. What changes them happens at once; what follows from a change (storing it, telling EVSEs,
 * publishing) happens in the order of the changes, so that a late word of an EVSE about an old reservation never meets a new one.
 */
export class StationReservations implements Reservations {
  readonly commands: CommandHandlers<ReservationInterface>;
  readonly #book = new ReservationBook();
  readonly #station: Station;
  readonly #timers: ExpiryTimers;
  readonly #queue = new TaskQueue();
  readonly #occupancy: Occupancy;
  readonly #desk: Desk;
  readonly #fail: (cause: unknown) => void;
  #restored: () => void = () => undefined;

  constructor(
    context: Pick<ModuleContext<Auth>, 'clock' | 'fail' | 'info' | 'log' | 'provides' | 'requires'>,
    { station, orders }: { readonly station: Station; readonly orders: EvseOrders },
  ) {
    const { clock, info, log, provides, requires } = context;
    const publish: DeskParts['publish'] = (id, status) =>
      provides.reservation.publish.reservation_update({ reservation_id: id, reservation_status: status });
    const book = this.#book;
    this.#station = station;
    // Nothing is stored before what is stored already has been read.
    void this.#queue.run(() => new Promise<void>((resolve) => (this.#restored = resolve)));
    this.#fail = (cause) => context.fail(cause);
    this.#timers = new ExpiryTimers(clock);
    this.#occupancy = new Occupancy({ book, station, orders, log, placed: () => publish(GLOBAL_ID, 'Placed') });
    this.#desk = new Desk({
      book,
      station,
      orders,
      clock,
      log,
      publish,
      timers: this.#timers,
      occupancy: this.#occupancy,
      storage: new ReservationStorage(requires.kvs, info.id, log),
      expired: (reservation) => this.#end(reservation, 'Expired'),
    });
    this.commands = {
      reserve_now: ({ request }) => this.#queue.run(() => this.#desk.reserve(request)),
      cancel_reservation: ({ reservation_id: id }) => this.#queue.run(() => this.#desk.cancel(id)),
      exists_reservation: ({ request }) => this.#check(request),
    };
  }

  isReserved({ id }: Evse): boolean {
    return this.#book.of(id) !== undefined;
  }

  canChargeAt({ id }: Evse): boolean {
    return canChargeAt(id, this.#book, this.#station);
  }

  match({ value }: IdToken, { id }: Evse, parent?: IdToken): number | undefined {
    return this.#book.match(value, id, parent?.value)?.reservation_id;
  }

  hasGroup({ id }: Evse): boolean {
    const bound = this.#book.of(id);
    const concerned = bound === undefined ? this.#book.global : [bound];
    return concerned.some(({ parent_id_token: group }) => group !== undefined);
  }

  use(reservationId: number): void {
    this.#timers.stop(reservationId);
    this.#book.remove(reservationId);
    this.#later(() => this.#desk.save());
  }

  connectorReported(evse: Evse, { state, type }: Connector): void {
    if (state === 'AVAILABLE') return;
    const bound = this.#book.of(evse.id);
    const wanted = bound?.connector_type;
    if (bound !== undefined && wanted !== undefined && fits(wanted, type)) return this.#end(bound, 'Removed');
    for (const reservation of lost(this.#book, this.#station)) this.#end(reservation, 'Removed');
  }

  endedAt({ id }: Evse): void {
    this.#occupancy.forget(id);
    const bound = this.#book.of(id);
    if (bound !== undefined) this.#end(bound, 'Removed');
  }

  sessionAuthorized({ id }: Evse): void {
    this.#occupancy.forget(id);
  }

  checkOccupancy(): void {
    this.#later(() => this.#desk.checkEvses());
  }

  async restore(): Promise<void> {
    await this.#desk.restore();
    this.#restored();
  }

  close(): void {
    this.#timers.close();
  }

  #end(reservation: Reservation, status: 'Expired' | 'Removed'): void {
    this.#timers.stop(reservation.reservation_id);
    this.#book.remove(reservation.reservation_id);
    this.#later(() => this.#desk.ended(reservation, status));
  }

  #later(task: () => Promise<void>): void {
    this.#queue.run(task).catch((error: unknown) => this.#fail(error));
  }

  /** Global reservations stand in nobody's way at a certain EVSE, so with an EVSE only its own one counts. */
  #check({ evse_id: evseId, id_token: token, group_id_token: group }: ReservationCheck): ReservationCheckStatus {
    const bound = evseId === undefined ? undefined : this.#book.of(evseId);
    if (evseId !== undefined && bound === undefined) return 'NotReserved';
    if (this.#book.match(token, evseId, group) !== undefined) return 'ReservedForToken';
    if (bound === undefined) return 'NotReserved';
    const mayFit = group === undefined && bound.parent_id_token !== undefined;
    return mayFit ? 'ReservedForOtherTokenAndHasParentToken' : 'ReservedForOtherToken';
  }
}
