import { EverestError, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { Evse } from '#generated/types/evse_manager';

/** The connection to one EVSE. */
export type EvseConnection = ModuleContext<OCPP>['requires']['evse_manager'][number];

/** The only connector an EVSE may have: OCPP 1.6 knows no EVSEs, so EVSE ids serve as connector numbers. */
export const ONLY_CONNECTOR = 1;

/** The EVSEs are not numbered as OCPP 1.6 needs it. */
export class EvseNumberingInvalid extends EverestError {
  constructor(moduleId: string, reason: string) {
    super('CFG_OCPP_EVSE_NUMBERING', `${moduleId}: ${reason}`, { details: { moduleId } });
  }
}

/** The EVSEs in the order of the configuration; the k-th of them is EVSE k and OCPP connector k. */
export class Evses {
  readonly all: readonly EvseConnection[];

  constructor(connections: readonly EvseConnection[]) {
    this.all = connections;
  }

  get count(): number {
    return this.all.length;
  }

  /** `undefined` for the whole station and for connectors that do not exist. */
  byConnector(connectorId: number): EvseConnection | undefined {
    return this.all[connectorId - 1];
  }

  /** The OCPP connector of a connector of an EVSE. */
  connectorOf(evseId: number, connectorId = ONLY_CONNECTOR): number | undefined {
    const isKnown = Number.isInteger(evseId) && evseId >= 1 && evseId <= this.count;
    return isKnown && connectorId === ONLY_CONNECTOR ? evseId : undefined;
  }

  /** Throws `EvseNumberingInvalid`. */
  async check(): Promise<void> {
    for (const { call, index, moduleId } of this.all) checkNumbering(moduleId, index + 1, await call.get_evse());
  }
}

function checkNumbering(moduleId: string, expectedId: number, { id, connectors }: Evse): void {
  if (id !== expectedId) {
    throw new EvseNumberingInvalid(
      moduleId,
      `is EVSE ${id}, but connection ${expectedId} of evse_manager has to be EVSE ${expectedId}`,
    );
  }
  const numbers = connectors.map((connector) => connector.id);
  if (numbers.some((number) => number !== ONLY_CONNECTOR) || numbers.length > 1) {
    throw new EvseNumberingInvalid(moduleId, `has connectors ${numbers.join(', ')}, one with id 1 is supported`);
  }
}
