import type {
  AuthorizationRecord,
  Availability,
  QueueTable,
  StoredChargingProfile,
  StoredMessage,
  TransactionRecord,
  TransactionStop,
} from './records.js';

/** The message queue on disk, in insertion order. */
export interface MessageStore {
  insert(table: QueueTable, message: StoredMessage): void;
  remove(table: QueueTable, reference: string): void;
  /** Replaces the payload, e.g. when the transaction id has become known. */
  updatePayload(table: QueueTable, reference: string, payload: unknown): void;
  load(table: QueueTable): readonly StoredMessage[];
  /** Several changes as one, also changes to other parts of the same store: all or none. */
  transaction<T>(work: () => T): T;
}

export interface AvailabilityStore {
  /** Adds rows 0..`numberOfConnectors` as Operative where they are missing. */
  ensure(numberOfConnectors: number): void;
  get(connectorId: number): Availability | undefined;
  all(): ReadonlyMap<number, Availability>;
  set(connectorId: number, availability: Availability): void;
}

/** idTags compare without regard to case (OCPP 1.6 §7.31 CiString). */
export interface AuthorizationCache {
  /** An expiry that has passed at `now` (ms since 1970) turns the stored status into Expired. */
  get(idTag: string, now: number): AuthorizationRecord | undefined;
  put(record: AuthorizationRecord): void;
  remove(idTag: string): void;
  clear(): void;
}

export interface LocalList {
  /** 0 when never set; a lost row is made anew with 0. */
  version(): number;
  setVersion(version: number): void;
  count(): number;
  get(idTag: string, now: number): AuthorizationRecord | undefined;
  put(record: AuthorizationRecord): void;
  remove(idTag: string): void;
  clear(): void;
  /** A full update: list and version change together or not at all. Of equal idTags the last wins. */
  replace(records: readonly AuthorizationRecord[], version: number): void;
}

export interface TransactionStore {
  insert(transaction: TransactionRecord): void;
  bySession(sessionId: string): TransactionRecord | undefined;
  /** The latest transaction with this id of the CSMS. */
  byTransactionId(transactionId: number): TransactionRecord | undefined;
  byStartReference(reference: string): TransactionRecord | undefined;
  /** Not yet acknowledged by StopTransaction.conf, oldest first. */
  unacknowledged(): readonly TransactionRecord[];
  setTransactionId(sessionId: string, transactionId: number, parentIdTag?: string): void;
  setStartReference(sessionId: string, reference: string): void;
  setMeterLast(sessionId: string, meterLast: number, meterLastTime: string): void;
  setStopped(sessionId: string, stop: TransactionStop): void;
  acknowledge(sessionId: string): void;
  remove(sessionId: string): void;
}

/** What StopTransaction.transactionData will be made of (MeterValue objects of the wire), per session, in order of arrival. */
export interface MeterValueStore {
  append(sessionId: string, meterValue: unknown): void;
  load(sessionId: string): readonly unknown[];
  remove(sessionId: string): void;
}

export interface ChargingProfileStore {
  put(profile: StoredChargingProfile): void;
  all(): readonly StoredChargingProfile[];
  remove(profileId: number): void;
  clear(): void;
}

/** The security profile to go back to while another one has not led to a connection yet. */
export interface SecurityProfileStore {
  proven(): number | undefined;
  /** Undefined when there is nothing to go back to any more. */
  setProven(securityProfile: number | undefined): void;
}

/** Everything of a charge point that survives a restart. Methods throw `StoreFailed`; a failed write stored nothing. */
export interface ChargePointStore {
  readonly path: string;
  readonly messages: MessageStore;
  readonly availability: AvailabilityStore;
  readonly authorizationCache: AuthorizationCache;
  readonly localList: LocalList;
  readonly transactions: TransactionStore;
  readonly meterValues: MeterValueStore;
  readonly chargingProfiles: ChargingProfileStore;
  readonly securityProfile: SecurityProfileStore;
  /** Several changes as one: all or none. */
  transaction<T>(work: () => T): T;
  close(): void;
}
