import type { Clock, Provided, Telemetry } from 'everest-ts';
import { timestamp } from 'everest-ts';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import type { EnableDisableSource, SessionEvent } from '#generated/types/evse_manager';
import type { Effect, SimpleEvent } from '../charger/effects.js';
import type { BillingMeter } from '../metering/billing-meter.js';
import { noReservation, reservationId, type Reservation } from '../reservation.js';
import type { SessionLog } from './session-log.js';

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;
type Details = Omit<SessionEvent, 'uuid' | 'event' | 'timestamp'>;

export interface SessionReporterOptions {
  readonly publish: Provided<EvseManagerInterface>['publish'];
  readonly telemetry: Telemetry;
  readonly meter: BillingMeter;
  readonly sessionLog: SessionLog;
  readonly clock: Clock;
  /** The wish that prevails, and whether the last one concerned the connector. */
  readonly enabledBy: () => { readonly source: EnableDisableSource; readonly connector: boolean };
}

/** Turns what the charger does into session events, with all their members and in their order. */
export class SessionReporter {
  readonly #options: SessionReporterOptions;
  #protocol = 'Unknown';
  #reservation: Reservation = noReservation;

  constructor(options: SessionReporterOptions) {
    this.#options = options;
  }

  get reservation(): Reservation {
    return this.#reservation;
  }

  reserve(reservation: Reservation, announce: boolean): void {
    this.#reservation = reservation;
    if (announce) this.#publish('', 'ReservationStart');
  }

  /** For those who take a connector that is enabled for available: it was reserved while it started. */
  repeatReservation(): void {
    if (this.#reservation.reserved) this.#publish('', 'ReservationStart');
  }

  cancelReservation(): void {
    if (!this.#reservation.reserved) return;
    this.#reservation = noReservation;
    this.#publish('', 'ReservationEnd');
  }

  simple(event: SimpleEvent, sessionId: string): void {
    this.#publish(sessionId, event, this.#detailsOf(event));
    this.#options.publish.selected_protocol(this.#protocol);
    if (event === 'Disabled') this.cancelReservation();
  }

  pausedByEvse({ sessionId, reasons }: EffectOf<'pausedByEvse'>): void {
    this.#publish(sessionId, 'ChargingPausedEVSE', {
      charging_paused_evse: { reasons: [...reasons] },
      charging_state_changed_event: { meter_value: this.#options.meter.reading() },
    });
    this.#options.sessionLog.evse(`Charging paused: ${reasons.join(', ')}`);
  }

  sessionStarted({ sessionId, reason, token }: EffectOf<'sessionStarted'>): void {
    const { publish, meter, sessionLog } = this.#options;
    publish.ev_info({});
    const loggingPath = sessionLog.start(sessionId);
    sessionLog.evse(`Session started: ${reason}`);
    this.#protocol = 'IEC61851-1';
    this.#publish(sessionId, 'SessionStarted', {
      session_started: {
        reason,
        meter_value: meter.reading(),
        ...(token && { id_tag: token }),
        ...this.#reservationMember(),
        ...(loggingPath !== undefined && { logging_path: loggingPath }),
      },
    });
    if (reason === 'Authorized') this.#reservation = noReservation;
    this.#telemetry('session_started', { session_id: sessionId, reason });
  }

  transactionStarted({ sessionId, token, signed }: EffectOf<'transactionStarted'>): void {
    const { meter, sessionLog } = this.#options;
    const reading = meter.reading();
    sessionLog.evse(`Transaction started at ${kilowattHours(reading.energy_Wh_import.total)}`);
    this.#publish(sessionId, 'TransactionStarted', {
      transaction_started: {
        id_tag: token,
        meter_value: reading,
        ...(signed && { signed_meter_value: signed }),
        ...this.#reservationMember(),
      },
    });
    this.#reservation = noReservation;
    this.#telemetry('transaction_started', {
      session_id: sessionId,
      energy_counter_import_wh: reading.energy_Wh_import.total,
    });
  }

  transactionFinished(effect: EffectOf<'transactionFinished'>): void {
    const { sessionId, reason, token, startSigned, signed } = effect;
    const { meter, sessionLog } = this.#options;
    const reading = meter.reading();
    sessionLog.evse(`Transaction finished: ${reason} at ${kilowattHours(reading.energy_Wh_import.total)}`);
    this.#publish(sessionId, 'TransactionFinished', {
      transaction_finished: {
        meter_value: reading,
        reason,
        ...(token && { id_tag: token }),
        ...(startSigned && { start_signed_meter_value: startSigned }),
        ...(signed && { signed_meter_value: signed }),
      },
    });
    this.#protocol = 'Unknown';
    this.#telemetry('transaction_finished', {
      session_id: sessionId,
      reason,
      energy_counter_import_wh: reading.energy_Wh_import.total,
    });
  }

  sessionFinished(sessionId: string): void {
    const { publish, meter, sessionLog } = this.#options;
    publish.ev_info({});
    sessionLog.evse('Session finished');
    sessionLog.stop();
    this.#protocol = 'Unknown';
    this.#publish(sessionId, 'SessionFinished', { session_finished: { meter_value: meter.reading() } });
    publish.selected_protocol(this.#protocol);
    this.#telemetry('session_finished', { session_id: sessionId });
  }

  /** A session that a restart cut off was found. */
  sessionResumed(sessionId: string): void {
    this.#publish(sessionId, 'SessionResumed');
  }

  #detailsOf(event: SimpleEvent): Details {
    const { meter, enabledBy } = this.#options;
    switch (event) {
      case 'Authorized':
      case 'Deauthorized':
        return { authorization_event: { meter_value: meter.reading() } };
      case 'ChargingStarted':
      case 'ChargingPausedEV':
        return { charging_state_changed_event: { meter_value: meter.reading() } };
      case 'Enabled':
      case 'Disabled': {
        const { source, connector } = enabledBy();
        return { source, ...(connector && { connector_id: 1 }) };
      }
      default:
        return {};
    }
  }

  #reservationMember(): { reservation_id?: number } {
    const id = reservationId(this.#reservation);
    return id === undefined ? {} : { reservation_id: id };
  }

  #publish(uuid: string, event: SessionEvent['event'], details: Details = {}): void {
    const { publish, clock } = this.#options;
    publish.session_event({ uuid, event, timestamp: timestamp(clock), ...details });
  }

  #telemetry(type: string, values: Readonly<Record<string, unknown>>): void {
    this.#options.telemetry.publish('session', 'events', values, type);
  }
}

function kilowattHours(energyWh: number): string {
  return `${energyWh / 1000} kWh`;
}
