import type { Logger } from '../../../log/logger.js';
import { withDefaults } from '../defaults.js';
import type { JsonObject, JsonValue, KeyTable } from '../key-definition.js';
import { splitList } from '../lists.js';
import { isJsonObject } from '../merge-patch.js';
import { sectionKeys } from '../sections.js';
import type { KnownSection, ProfileName } from '../sections.js';

/** Without all of these the section is not there; required keys of other sections come from the definitions. */
const needed: Partial<Record<KnownSection, readonly string[]>> = {
  PnC: ['ISO15118PnCEnabled', 'ISO15118CertificateManagementEnabled', 'ContractValidationOffline'],
  CostAndPrice: ['CustomDisplayCostAndPrice'],
  LocalAuthListManagement: requiredOf('LocalAuthListManagement'),
  SmartCharging: requiredOf('SmartCharging'),
};

export interface OfferedSections {
  readonly document: JsonObject;
  /** Profiles that are listed but lack keys. */
  readonly dropped: ReadonlySet<ProfileName>;
}

/** A device model for OCPP 2.x has some keys of every profile. Profiles that are not complete are taken away. */
export function offeredSections(document: JsonObject, log: Logger): OfferedSections {
  const kept: Record<string, JsonValue> = { ...document };
  const dropped = new Set<ProfileName>();
  const core = document['Core'];
  const profiles = isJsonObject(core) ? core['SupportedFeatureProfiles'] : undefined;
  const listed = typeof profiles === 'string' ? splitList(profiles) : [];
  for (const [section, keys] of Object.entries(needed) as [KnownSection, readonly string[]][]) {
    const values = document[section];
    const missing = keys.filter((key) => !isJsonObject(values) || values[key] === undefined);
    if (missing.length === 0) continue;
    delete kept[section];
    if (!listed.includes(section)) continue;
    dropped.add(section);
    log.warn({ profile: section, missing }, 'profile lacks keys in the device model and is not offered');
  }
  return { document: withDefaults(kept), dropped };
}

function requiredOf(section: KnownSection): readonly string[] {
  const table: KeyTable = sectionKeys[section];
  return Object.keys(table).filter((key) => table[key]?.required === true);
}
