import { EverestError } from '../../errors/everest-error.js';
import type { ChargePointStatus } from '../messages/index.js';

/** The statuses given at start do not describe connector 0..N. */
export class ConnectorStatusesInvalid extends EverestError {
  constructor(reason: string) {
    super('OCPP_CONNECTOR_STATUSES', `the connector statuses do not fit: ${reason}`);
  }
}

const stationStatuses: readonly ChargePointStatus[] = ['Available', 'Unavailable', 'Faulted'];

/** Statuses of connector 0..N in order. Throws `ConnectorStatusesInvalid`. */
export function checkedStatuses(
  statuses: ReadonlyMap<number, ChargePointStatus>,
  numberOfConnectors: number,
): ChargePointStatus[] {
  if (statuses.size !== numberOfConnectors + 1) {
    throw new ConnectorStatusesInvalid(`${statuses.size} entries instead of ${numberOfConnectors + 1}`);
  }
  return Array.from({ length: numberOfConnectors + 1 }, (_, id) => {
    const status = statuses.get(id);
    if (status === undefined) throw new ConnectorStatusesInvalid(`connector ${id} is missing`);
    if (id === 0 && !stationStatuses.includes(status)) {
      throw new ConnectorStatusesInvalid(`connector 0 cannot be ${status}`);
    }
    return status;
  });
}
