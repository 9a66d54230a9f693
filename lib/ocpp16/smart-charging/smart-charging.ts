import type { Timer } from '../../clock/clock.js';
import type { ConnectorStatuses } from '../core/connectors/connector-statuses.js';
import type { CoreContext } from '../core/context.js';
import type { TxProfileForStart, TxProfiles } from '../core/remote/tx-profile.js';
import type { TransactionBook } from '../core/transactions/transaction-book.js';
import type { ChargingProfile } from '../messages/index.js';
import type { StoredChargingProfile } from '../store/index.js';
import { completeProfile, faultOfProfile, type ProfileOrigin } from './check-profile.js';
import type { CompositeSources, RunningTransaction } from './composite-schedule.js';
import {
  cleared,
  holdersOf,
  installedCount,
  withoutExpired,
  withProfile,
  type ClearCriteria,
  type InstalledProfile,
} from './installed-profiles.js';
import { PendingStarts } from './pending-starts.js';
import { ProfileBook } from './profile-book.js';
import { holdersOfRow, profileOfRow } from './profile-rows.js';
import { secondsOf } from './profile-timeline.js';
import type { SmartChargingSettings } from './settings.js';

const DAY_MS = 86_400_000;

type Parts = Pick<CoreContext, 'callbacks' | 'clock' | 'guard' | 'log' | 'store'> & {
  readonly settings: SmartChargingSettings;
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
};

/** OCPP 1.6 §3.13: the charging profiles of the station, from their arrival to their end. */
export class SmartCharging implements TxProfiles {
  readonly #parts: Parts;
  readonly #book: ProfileBook;
  readonly #pending: PendingStarts;
  readonly #cleanUp: Timer;

  constructor(parts: Parts) {
    const { clock, settings, statuses } = parts;
    this.#parts = parts;
    this.#book = new ProfileBook({ ...parts, numberOfConnectors: () => settings.numberOfConnectors });
    this.#pending = new PendingStarts({
      clock,
      timeoutMs: () => settings.connectionTimeoutMs,
      isPreparing: (connectorId) => statuses.state(connectorId) === 'Preparing',
      failed: ({ profileId }) => this.#change(cleared(this.#book.installed, { id: profileId })),
    });
    this.#cleanUp = clock.setInterval(() => this.#dropExpired(), DAY_MS);
  }

  get settings(): SmartChargingSettings {
    return this.#parts.settings;
  }

  /** Brings back what is on disk. Transactions that go on have to be known by now, or their profiles are dropped. */
  load(): void {
    if (!this.settings.isOffered) return;
    const rows = this.#book.rows();
    if (rows.length === 0) return;
    const installed = rows.reduce<readonly InstalledProfile[]>((before, row) => this.#loaded(before, row), []);
    this.#book.adopt(withoutExpired(installed, this.#nowS()), rows);
    this.announce();
  }

  /** False when a rule of the standard or the configuration forbids the profile. */
  install(profile: ChargingProfile, connectorId: number, origin: ProfileOrigin = 'request'): boolean {
    const complete = completeProfile(profile, this.settings, new Date(this.#parts.clock.now()).toISOString());
    const fault = this.#fault(complete, connectorId, origin, this.#book.installed);
    const { chargingProfileId: profileId } = profile;
    if (fault !== undefined) {
      this.#parts.log.warn({ connectorId, profileId, reason: fault }, 'charging profile rejected');
      return false;
    }
    const holders = holdersOf(complete, connectorId, this.settings.numberOfConnectors);
    this.#book.replace(withProfile(this.#book.installed, { profile: complete, connectorId, holders }));
    this.#pending.replaced(profileId);
    this.#parts.log.info({ connectorId, profileId }, 'charging profile installed');
    return true;
  }

  /** OCPP 1.6 §5.11: the profile counts from now on, and only until it is clear that its transaction does not come. */
  installForStart({ connectorId, idTag, profile }: TxProfileForStart): boolean {
    if (!this.install(profile, connectorId, 'remote-start')) return false;
    this.#pending.expect({ connectorId, idTag, profileId: profile.chargingProfileId });
    return true;
  }

  /** False when there was nothing to clear. */
  clear(criteria: ClearCriteria): boolean {
    return this.#book.replace(cleared(this.#book.installed, criteria));
  }

  /** Tells the application that limits have changed. */
  announce(): void {
    const { callbacks, guard } = this.#parts;
    guard.run('chargingProfilesChanged', () => callbacks.chargingProfilesChanged?.());
  }

  /** What composite schedules are made of at present. */
  sources(isOffline: boolean): CompositeSources {
    const { defaults, ignoredOffline, numberOfConnectors } = this.settings;
    return {
      profiles: this.#book.installed,
      numberOfConnectors,
      transaction: (connectorId) => this.#transaction(connectorId),
      ignored: new Set(isOffline ? ignoredOffline : []),
      defaults,
    };
  }

  /** Schedules that begin with the transaction have a beginning now. */
  transactionStarted(connectorId: number): void {
    const transaction = this.#parts.transactions.active(connectorId);
    if (transaction === undefined) return;
    this.#pending.started(connectorId, transaction.idTag);
    const isConcerned = this.#book.installed.some(
      ({ holders, profile }) => holders.includes(connectorId) && profile.chargingProfileKind === 'Relative',
    );
    if (isConcerned) this.announce();
  }

  /** OCPP 1.6 §3.13.1: a TxProfile ends with its transaction. */
  transactionEnded(connectorId: number): void {
    if (this.#parts.transactions.active(connectorId) !== undefined) return;
    const isOver = ({ holders, profile }: InstalledProfile): boolean =>
      profile.chargingProfilePurpose === 'TxProfile' &&
      holders.includes(connectorId) &&
      !this.#pending.isPending(connectorId, profile.chargingProfileId);
    this.#change(this.#book.installed.filter((entry) => !isOver(entry)));
  }

  sessionEnded(connectorId: number): void {
    if (this.#parts.transactions.active(connectorId) === undefined) this.#pending.sessionEnded(connectorId);
  }

  /** The car of a remote start did not come in time. */
  connectionTimedOut(connectorId: number): void {
    if (this.#parts.transactions.active(connectorId) === undefined) this.#pending.fail(connectorId);
  }

  /** Some purposes may count only while the central system is there. */
  connectionChanged(): void {
    if (this.settings.ignoredOffline.length > 0) this.announce();
  }

  close(): void {
    this.#cleanUp.cancel();
    this.#pending.close();
  }

  #loaded(before: readonly InstalledProfile[], row: StoredChargingProfile): readonly InstalledProfile[] {
    const { connectorId, profileId } = row;
    const profile = profileOfRow(row);
    const fault = profile === undefined ? 'the row cannot be read' : this.#fault(profile, connectorId, 'store', before);
    if (profile === undefined || fault !== undefined) {
      this.#parts.log.warn({ connectorId, profileId, reason: fault }, 'stored charging profile dropped');
      return before;
    }
    const holders = holdersOfRow(row, profile, this.settings.numberOfConnectors);
    return holders.length === 0 ? before : withProfile(before, { profile, connectorId, holders });
  }

  #fault(
    profile: ChargingProfile,
    connectorId: number,
    origin: ProfileOrigin,
    installed: readonly InstalledProfile[],
  ): string | undefined {
    return faultOfProfile(profile, {
      connectorId,
      origin,
      settings: this.settings,
      installedCount: installedCount(installed),
      transaction: this.#transaction(connectorId),
    });
  }

  #transaction(connectorId: number): RunningTransaction | undefined {
    const transaction = this.#parts.transactions.active(connectorId);
    if (transaction === undefined) return undefined;
    return { startS: secondsOf(transaction.timeStart) ?? this.#nowS(), csmsId: transaction.csmsId };
  }

  #change(next: readonly InstalledProfile[]): void {
    if (this.#book.replace(next)) this.announce();
  }

  /** What can never count again was no limit before, so nobody is told. */
  #dropExpired(): void {
    this.#book.replace(withoutExpired(this.#book.installed, this.#nowS()));
  }

  #nowS(): number {
    return Math.floor(this.#parts.clock.now() / 1000);
  }
}
