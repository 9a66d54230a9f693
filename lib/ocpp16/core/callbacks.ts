import type { IncomingCall } from '../link/index.js';
import type { IdTagInfo, Reason, Request, Response } from '../messages/index.js';
import type { EvCertificateAction, EvCertificateAnswer } from '../pnc/documents.js';
import type { CostReport } from '../pricing/cost-report.js';
import type { DisplayMessage } from '../pricing/display-message.js';
import type { PriceText, TariffMessage } from '../pricing/price-texts.js';
import type { TransferCallbacks } from '../firmware/callbacks.js';
import type { ReservationCheck } from './remote/candidates.js';

/** A callback may answer at once or later. */
export type Answer<T> = T | Promise<T>;

/** What a transaction is known by outside: connector and session of the application. */
export interface TransactionOwner {
  readonly connectorId: number;
  readonly sessionId: string;
}

export interface ReservationRequest {
  readonly reservationId: number;
  /** 0 reserves any connector. */
  readonly connectorId: number;
  /** RFC 3339 */
  readonly expiryDate: string;
  readonly idTag: string;
  readonly parentIdTag?: string;
}

export interface ProvidedToken {
  readonly idTag: string;
  /** The connectors the remote start refers to. */
  readonly connectors: readonly number[];
  /** True when the token needs no authorization any more (`AuthorizeRemoteTxRequests` is false). */
  readonly prevalidated: boolean;
}

/** A way to the central system. */
export interface NetworkProfile {
  /** Its number; JSON files have exactly one, 1. */
  readonly slot: number;
  readonly centralSystemUri: string;
  readonly securityProfile: number;
  readonly chargePointId: string;
}

/** The connection as the application sees it. */
export interface ConnectionReport extends NetworkProfile {
  readonly isConnected: boolean;
}

/** Whether the network of a profile can be used, and through which interface or local address. */
export interface NetworkAnswer {
  readonly isReady: boolean;
  /** Default: the key `IFace`. */
  readonly networkInterface?: string;
}

export interface ChangedKey {
  readonly key: string;
  readonly value: string;
}

export type DataTransferHandler = (
  request: Request<'DataTransfer'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
) => Answer<Response<'DataTransfer'>>;

/**
 * What the library asks of the application. Each may be called from a timer or while a message is handled, and the
 * application may report back from inside the call. What is optional and missing is answered as the standard provides.
 */
export interface ChargePointCallbacks extends TransferCallbacks {
  pauseCharging(connectorId: number): Answer<unknown>;
  stopTransaction(connectorId: number, reason: Reason): Answer<unknown>;
  provideToken(token: ProvidedToken): Answer<unknown>;
  /** Connector 0 is the whole station. */
  enableEvse?(connectorId: number): Answer<unknown>;
  disableEvse?(connectorId: number): Answer<unknown>;
  unlockConnector?(connectorId: number): Answer<Response<'UnlockConnector'>['status']>;
  reserveNow?(reservation: ReservationRequest): Answer<Response<'ReserveNow'>['status']>;
  cancelReservation?(reservationId: number): Answer<boolean>;
  isTokenReservedForConnector?(connectorId: number, idTag: string): Answer<ReservationCheck>;
  isResetAllowed?(type: Request<'Reset'>['type']): Answer<boolean>;
  reset?(type: Request<'Reset'>['type']): Answer<unknown>;
  setConnectionTimeout?(seconds: number): Answer<unknown>;
  /** RFC 3339 time of the central system. */
  setSystemTime?(time: string): Answer<unknown>;
  bootNotificationResponse?(response: Response<'BootNotification'>): Answer<unknown>;
  /** Before each attempt to connect, for modems that have to be switched on. Without an answer in time the network is not ready. */
  configureNetwork?(profile: NetworkProfile): Answer<NetworkAnswer>;
  connectionStateChanged?(report: ConnectionReport): Answer<unknown>;
  transactionStarted?(owner: TransactionOwner): Answer<unknown>;
  transactionUpdated?(owner: TransactionOwner, transactionId: number, idTagInfo: IdTagInfo): Answer<unknown>;
  transactionStopped?(owner: TransactionOwner, transactionId: number): Answer<unknown>;
  configurationKeyChanged?(changed: ChangedKey): Answer<unknown>;
  securityEvent?(type: string, techInfo: string): Answer<unknown>;
  /** Asked when no registered handler knew vendor and message. */
  dataTransfer?(request: Request<'DataTransfer'>): Answer<Response<'DataTransfer'>>;
  /** What the central system says to a car that wants its contract certificate. */
  evCertificateResponse?(
    connectorId: number,
    response: EvCertificateAnswer,
    action: EvCertificateAction,
  ): Answer<unknown>;
  /** The price of a user, told by the central system or, when it did not, the default one. */
  tariffMessage?(message: TariffMessage): Answer<Response<'DataTransfer'>>;
  /** What a session costs so far, or in the end. */
  sessionCost?(report: CostReport): Answer<Response<'DataTransfer'>>;
  /** The price for users nobody knows yet; other texts while there is no connection. */
  defaultPrice?(texts: readonly PriceText[]): Answer<unknown>;
  /** Texts for the display. OCPP 1.6 has no message that asks for it. */
  setDisplayMessage?(messages: readonly DisplayMessage[]): Answer<Response<'DataTransfer'>>;
  /** Composite schedules may be different now: profiles came, went, or begin to count. */
  chargingProfilesChanged?(): Answer<unknown>;
}
