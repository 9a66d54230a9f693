import type { Logger } from 'everest-ts';
import type { ValidationResultUpdate } from '#generated/types/authorization';
import { tokenOf, type Identifier } from './identifier.js';
import type { Station } from './station.js';
import type { StatusMessages } from './status-messages.js';

/** A validator changed its mind about the holder of a grant, for instance when it learnt the group. */
export function updateHolder(
  { connector_id: evseId, validation_result: result }: ValidationResultUpdate,
  { station, status, log }: { readonly station: Station; readonly status: StatusMessages; readonly log: Logger },
): void {
  const evse = station.find(evseId);
  if (evse?.identifier === undefined) {
    log.error({ evseId }, 'validation update for an EVSE without a grant');
    return;
  }
  const identifier: Identifier = {
    ...evse.identifier,
    authorizationStatus: result.authorization_status,
    parentIdToken: result.parent_id_token,
  };
  evse.identifier = identifier;
  status.accepted(tokenOf(identifier, evseId), result);
}
