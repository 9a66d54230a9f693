import { timestamp } from '../../clock/clock.js';
import type { Clock } from '../../clock/clock.js';
import { openDatabase } from '../../sqlite/index.js';
import type { OpenDatabaseOptions } from '../../sqlite/index.js';
import { authorizationCache, localList } from './authorization-store.js';
import { availabilityStore } from './availability-store.js';
import type { ChargePointStore } from './charge-point-store.js';
import { chargingProfileStore } from './charging-profile-store.js';
import { messageStore } from './message-store.js';
import { meterValueStore } from './meter-value-store.js';
import { migrations } from './migrations.js';
import { securityProfileStore } from './security-profile-store.js';
import { transactionStore } from './transaction-store.js';

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly engine?: NonNullable<OpenDatabaseOptions['engine']>;
}

/** Opens `<database directory>/<ChargePointId>.db`, or `:memory:`; creates and migrates it as needed. */
export async function openChargePointStore(path: string, options: OpenStoreOptions): Promise<ChargePointStore> {
  const { clock, engine = 'auto' } = options;
  const database = await openDatabase(path, { migrations, engine, clock });
  return {
    path: database.path,
    messages: messageStore(database),
    availability: availabilityStore(database),
    authorizationCache: authorizationCache(database),
    localList: localList(database),
    transactions: transactionStore(database, () => timestamp(clock)),
    meterValues: meterValueStore(database),
    chargingProfiles: chargingProfileStore(database),
    securityProfile: securityProfileStore(database),
    transaction: (work) => database.transaction(work),
    close: () => database.close(),
  };
}
