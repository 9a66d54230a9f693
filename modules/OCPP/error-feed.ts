import type { ErrorObject, ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePoint } from '../../lib/ocpp16/index.js';
import { connectorError } from './connector-error.js';
import type { Evses } from './evses.js';

type Parts = Pick<ModuleContext<OCPP>, 'globalErrors' | 'log'> & {
  readonly chargePoint: ChargePoint;
  readonly evses: Evses;
};

const WHOLE_STATION = 0;

/** Tells the charge point the errors of all modules. */
export class ErrorFeed {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  raised(error: ErrorObject): void {
    const connectorId = this.#connectorOf(error);
    if (connectorId !== undefined) this.#parts.chargePoint.onError(connectorId, connectorError(error));
  }

  cleared(error: ErrorObject): void {
    const connectorId = this.#connectorOf(error);
    if (connectorId !== undefined) this.#parts.chargePoint.onErrorCleared(connectorId, error.uuid);
  }

  /** For a charge point that has forgotten them. */
  repeat(): void {
    for (const error of this.#parts.globalErrors.active()) this.raised(error);
  }

  /** An error without an EVSE concerns the whole station. */
  #connectorOf({ origin, type }: ErrorObject): number | undefined {
    const evseId = origin.mapping?.evse ?? WHOLE_STATION;
    if (evseId === WHOLE_STATION) return WHOLE_STATION;
    const connectorId = this.#parts.evses.connectorOf(evseId);
    if (connectorId === undefined) this.#parts.log.debug({ evseId, type }, 'error of an EVSE without OCPP');
    return connectorId;
  }
}
