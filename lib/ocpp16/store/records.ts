/** OCPP 1.6 §7.2: what is known of one idTag. */
export interface AuthorizationRecord {
  readonly idTag: string;
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  /** RFC 3339 UTC. */
  readonly expiryDate?: string;
  readonly parentIdTag?: string;
}

export type Availability = 'Operative' | 'Inoperative';

/** A transaction as it survives a restart. Times are RFC 3339 UTC, meter values Wh. */
export interface TransactionRecord {
  readonly sessionId: string;
  /** The id of the CSMS, or the negative internal one until it is known. */
  readonly transactionId: number;
  readonly connectorId: number;
  readonly idTagStart: string;
  readonly timeStart: string;
  readonly meterStart: number;
  /** True once StopTransaction.conf has arrived. */
  readonly isAcknowledged: boolean;
  readonly meterLast: number;
  readonly meterLastTime: string;
  readonly lastUpdate: string;
  readonly reservationId?: number;
  readonly parentIdTag?: string;
  readonly idTagEnd?: string;
  readonly timeEnd?: string;
  readonly meterStop?: number;
  readonly stopReason?: string;
  /** `MessageReference` of StartTransaction in the message queue. */
  readonly startReference: string;
  readonly stopReference?: string;
}

export interface TransactionStop {
  readonly timeEnd: string;
  readonly meterStop: number;
  readonly stopReason: string;
  readonly idTagEnd?: string;
  readonly stopReference: string;
}

export type QueueTable = 'transaction' | 'normal';

/** A CALL that must not be lost. */
export interface StoredMessage {
  /** The first unique id of the message; later attempts have other ids on the wire. */
  readonly reference: string;
  readonly action: string;
  readonly payload: unknown;
  /** Creation time, RFC 3339 UTC. */
  readonly timestamp: string;
  /** Reference of the StartTransaction whose transaction id this message still lacks. */
  readonly startReference?: string;
}

export interface StoredChargingProfile {
  readonly profileId: number;
  /** The connector it was set for. */
  readonly connectorId: number;
  /** `undefined` when the row cannot be read. */
  readonly profile: unknown;
  /** The connectors it still counts at, when there were more. */
  readonly holders?: readonly number[];
}
