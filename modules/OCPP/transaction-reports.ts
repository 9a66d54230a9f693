import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { OcppTransactionEvent } from '#generated/types/ocpp';
import type { ChargePointCallbacks, IdTagInfo, TransactionOwner } from '../../lib/ocpp16/index.js';
import { ONLY_CONNECTOR } from './evses.js';

type Provides = ModuleContext<OCPP>['provides'];
type Reports = Required<Pick<ChargePointCallbacks, 'transactionStarted' | 'transactionStopped' | 'transactionUpdated'>>;

/** Tells the station how its transactions fare towards the central system. */
export function transactionReports({ auth_validator: validator, ocpp_generic: generic }: Provides): Reports {
  const report = (event: OcppTransactionEvent): void => generic.publish.ocpp_transaction_event(event);
  return {
    transactionStarted: (owner) => report({ transaction_event: 'Started', ...originOf(owner) }),
    transactionUpdated(owner, transactionId, idTagInfo) {
      report({ transaction_event: 'Updated', ...originOf(owner), transaction_id: String(transactionId) });
      const parent = parentOf(idTagInfo);
      if (parent === undefined) return;
      validator.publish.validate_result_update({
        validation_result: {
          authorization_status: 'Accepted',
          tariff_messages: [],
          parent_id_token: { value: parent, type: 'ISO14443' },
        },
        connector_id: owner.connectorId,
      });
    },
    transactionStopped: (owner, transactionId) =>
      report({ transaction_event: 'Ended', ...originOf(owner), transaction_id: String(transactionId) }),
  };
}

function originOf({ connectorId, sessionId }: TransactionOwner): Pick<OcppTransactionEvent, 'evse' | 'session_id'> {
  return { evse: { id: connectorId, connector_id: ONLY_CONNECTOR }, session_id: sessionId };
}

/** The group of a token counts only when the token does. */
function parentOf({ parentIdTag, status }: IdTagInfo): string | undefined {
  return status === 'Accepted' ? parentIdTag : undefined;
}
