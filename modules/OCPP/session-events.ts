import type { Logger } from 'everest-ts';
import type {
  SessionEvent,
  SessionEventEnum,
  TransactionFinished,
  TransactionStarted,
} from '#generated/types/evse_manager';
import type { ChargePoint } from '../../lib/ocpp16/index.js';
import type { Evses } from './evses.js';
import { isIdTag, MAX_ID_TAG_LENGTH } from './id-tag.js';
import type { Meters } from './meters.js';
import { ocppReason } from './stop-reason.js';
import type { TransactionEnds } from './transaction-ends.js';

interface Parts {
  readonly chargePoint: ChargePoint;
  readonly ends: TransactionEnds;
  readonly evses: Evses;
  readonly log: Logger;
  readonly meters: Meters;
}

type Report = (chargePoint: ChargePoint, connectorId: number) => void;

/** Events that say all by their name. */
const plainReports: { readonly [E in SessionEventEnum]?: Report } = {
  ChargingStarted: (chargePoint, id) => chargePoint.onResumeCharging(id),
  ChargingPausedEV: (chargePoint, id) => chargePoint.onSuspendChargingEv(id),
  ChargingPausedEVSE: (chargePoint, id) => chargePoint.onSuspendChargingEvse(id),
  SwitchingPhases: (chargePoint, id) => chargePoint.onSuspendChargingEvse(id, 'SwitchingPhases'),
  ReservationStart: (chargePoint, id) => chargePoint.onReservationStart(id),
  ReservationEnd: (chargePoint, id) => chargePoint.onReservationEnd(id),
  PluginTimeout: (chargePoint, id) => chargePoint.onPluginTimeout(id),
  Enabled: (chargePoint, id) => chargePoint.onEnabled(id),
  Disabled: (chargePoint, id) => chargePoint.onDisabled(id),
};

/** Tells the charge point what happens in the sessions of the EVSEs. */
export class SessionEvents {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  handle(evseId: number, event: SessionEvent): void {
    const { chargePoint, evses, log } = this.#parts;
    const { connector_id: connector, event: name } = event;
    const isOfEvse = name === 'Enabled' || name === 'Disabled';
    const connectorId = isOfEvse ? evses.connectorOf(evseId) : evses.connectorOf(evseId, connector);
    if (connectorId === undefined) {
      log.error({ evseId, connector, event: name }, 'event of a connector that does not exist');
      return;
    }
    log.debug({ connectorId, event: name }, 'session event');
    switch (name) {
      case 'SessionStarted':
        return this.#sessionStarted(connectorId, event);
      case 'TransactionStarted':
        return this.#transactionStarted(connectorId, event);
      case 'TransactionFinished':
        return this.#transactionFinished(connectorId, event);
      case 'SessionFinished':
        this.#parts.meters.forgetCar(evseId);
        return chargePoint.onSessionStopped(connectorId, event.uuid);
      default:
        plainReports[name]?.(chargePoint, connectorId);
    }
  }

  #sessionStarted(connectorId: number, { session_started: started, uuid: sessionId }: SessionEvent): void {
    if (started === undefined) return this.#incomplete('SessionStarted', sessionId);
    const { logging_path: logPath, reason } = started;
    this.#parts.chargePoint.onSessionStarted({
      connectorId,
      sessionId,
      reason,
      ...(logPath !== undefined && { logPath }),
    });
  }

  #transactionStarted(connectorId: number, event: SessionEvent): void {
    const { timestamp, transaction_started: started, uuid: sessionId } = event;
    if (started === undefined) return this.#incomplete('TransactionStarted', sessionId);
    const idTag = started.id_tag.id_token.value;
    if (!isIdTag(idTag)) {
      const fields = { connectorId, sessionId, length: idTag.length, maximum: MAX_ID_TAG_LENGTH };
      this.#parts.log.error(fields, 'the token is too long for OCPP 1.6, its transaction is not reported');
      return;
    }
    this.#parts.chargePoint.onTransactionStarted({
      connectorId,
      sessionId,
      idTag,
      meterStartWh: started.meter_value.energy_Wh_import.total,
      timestamp,
      ...optionsOfStart(started),
    });
  }

  #transactionFinished(connectorId: number, event: SessionEvent): void {
    const { timestamp, transaction_finished: finished, uuid: sessionId } = event;
    if (finished === undefined) return this.#incomplete('TransactionFinished', sessionId);
    this.#parts.chargePoint.onTransactionStopped({
      connectorId,
      sessionId,
      reason: ocppReason(finished.reason),
      timestamp,
      meterStopWh: finished.meter_value.energy_Wh_import.total,
      ...optionsOfEnd(finished),
    });
    this.#parts.ends.ended(connectorId);
  }

  #incomplete(event: SessionEventEnum, sessionId: string): void {
    this.#parts.log.error({ event, sessionId }, 'event has no details and is not reported');
  }
}

function optionsOfStart({ reservation_id: reservationId, signed_meter_value: signed }: TransactionStarted): {
  readonly reservationId?: number;
  readonly signedMeterValue?: string;
} {
  return {
    ...(reservationId !== undefined && { reservationId }),
    ...(signed !== undefined && { signedMeterValue: signed.signed_meter_data }),
  };
}

function optionsOfEnd({ id_tag, signed_meter_value: end, start_signed_meter_value: start }: TransactionFinished): {
  readonly idTagEnd?: string;
  readonly signedMeterValue?: string;
  readonly signedStartMeterValue?: string;
} {
  return {
    ...(id_tag !== undefined && { idTagEnd: id_tag.id_token.value.slice(0, MAX_ID_TAG_LENGTH) }),
    ...(end !== undefined && { signedMeterValue: end.signed_meter_data }),
    ...(start !== undefined && { signedStartMeterValue: start.signed_meter_data }),
  };
}
