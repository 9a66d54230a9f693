import type { ChargePointStatus } from '../../messages/index.js';

/** How far a reservation allows a token to use a connector. */
export type ReservationCheck =
  'NotReserved' | 'ReservedForToken' | 'ReservedForOtherToken' | 'ReservedForOtherTokenAndHasParentToken';

export interface CandidateFacts {
  readonly connectorId: number;
  readonly status: ChargePointStatus;
  readonly hasTransaction: boolean;
  readonly reservation: ReservationCheck;
}

/** Whether a remote start could use this connector. */
export function isObtainable({ status, hasTransaction, reservation }: CandidateFacts): boolean {
  if (hasTransaction) return false;
  if (status === 'Unavailable' || status === 'Faulted' || status === 'Finishing') return false;
  // Whether a parent id fits is known only after authorization, so such a reservation does not stop the attempt.
  return status !== 'Reserved' || reservation !== 'ReservedForOtherToken';
}

export interface RemoteStartRules {
  readonly connectorId?: number | undefined;
  readonly numberOfConnectors: number;
  /** `RejectRemoteStartTransactionWithoutConnectorId` */
  readonly rejectWithoutConnectorId: boolean;
  /** `RemoteStartTransactionWithoutConnectorIdFindFirst` */
  readonly findFirst: boolean;
}

/**
 * OCPP 1.6 §5.11: the connectors a remote start refers to, or `undefined` when it has to be rejected. Without a connector id
 * all connectors stay referenced as long as one of them can be used; the application picks when the car is plugged in.
 */
export function remoteStartCandidates(
  rules: RemoteStartRules,
  facts: (connectorId: number) => CandidateFacts,
): number[] | undefined {
  const { connectorId, numberOfConnectors } = rules;
  if (connectorId === undefined && rules.rejectWithoutConnectorId) return undefined;
  if (connectorId !== undefined && (connectorId <= 0 || connectorId > numberOfConnectors)) return undefined;

  const referenced =
    connectorId === undefined ? Array.from({ length: numberOfConnectors }, (_, index) => index + 1) : [connectorId];
  const first = referenced.find((id) => isObtainable(facts(id)));
  if (first === undefined) return undefined;
  return connectorId === undefined && rules.findFirst ? [first] : referenced;
}
