export type {
  AuthorizationCache,
  AvailabilityStore,
  ChargePointStore,
  ChargingProfileStore,
  LocalList,
  MessageStore,
  MeterValueStore,
  SecurityProfileStore,
  TransactionStore,
} from './charge-point-store.js';
export { openChargePointStore } from './open-store.js';
export type { OpenStoreOptions } from './open-store.js';
export type {
  AuthorizationRecord,
  Availability,
  QueueTable,
  StoredChargingProfile,
  StoredMessage,
  TransactionRecord,
  TransactionStop,
} from './records.js';
