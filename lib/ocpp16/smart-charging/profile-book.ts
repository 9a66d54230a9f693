import type { Logger } from '../../log/logger.js';
import type { Guard } from '../core/guard.js';
import type { ChargePointStore, StoredChargingProfile } from '../store/index.js';
import type { InstalledProfile } from './installed-profiles.js';
import { rowOf } from './profile-rows.js';

interface Parts {
  readonly guard: Guard;
  readonly log: Logger;
  readonly store: ChargePointStore;
  readonly numberOfConnectors: () => number;
}

/** The installed profiles, in memory and on disk. */
export class ProfileBook {
  readonly #parts: Parts;
  #installed: readonly InstalledProfile[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get installed(): readonly InstalledProfile[] {
    return this.#installed;
  }

  /** What an earlier run has left on disk, oldest first. */
  rows(): readonly StoredChargingProfile[] {
    const { log, store } = this.#parts;
    try {
      return store.chargingProfiles.all();
    } catch (error) {
      log.error({ err: error }, 'the charging profiles could not be read');
      return [];
    }
  }

  /** Takes over what was read from `rows`, and brings the disk up to it. */
  adopt(installed: readonly InstalledProfile[], rows: readonly StoredChargingProfile[]): void {
    const kept = new Set(installed.map(({ profile }) => profile.chargingProfileId));
    const broken = rows.filter(({ profileId }) => !kept.has(profileId)).map(({ profileId }) => profileId);
    this.#installed = installed;
    this.#write(broken, []);
  }

  /** True when something changed. It is on disk when this returns. */
  replace(next: readonly InstalledProfile[]): boolean {
    const before = new Map(this.#installed.map((entry) => [entry.profile.chargingProfileId, entry]));
    const changed = next.filter((entry) => before.get(entry.profile.chargingProfileId) !== entry);
    const kept = new Set(next.map(({ profile }) => profile.chargingProfileId));
    const gone = [...before.keys()].filter((profileId) => !kept.has(profileId));
    if (changed.length === 0 && gone.length === 0) return false;
    this.#write(gone, changed);
    this.#installed = next;
    return true;
  }

  #write(gone: readonly number[], changed: readonly InstalledProfile[]): void {
    if (gone.length === 0 && changed.length === 0) return;
    const { guard, numberOfConnectors, store } = this.#parts;
    guard.store('charging profiles', () =>
      store.transaction(() => {
        for (const profileId of gone) store.chargingProfiles.remove(profileId);
        for (const entry of changed) store.chargingProfiles.put(rowOf(entry, numberOfConnectors()));
      }),
    );
  }
}
