import type { KeyTypeValue } from './key-definition.js';
import { coreKeys } from './keys/core.js';
import { costAndPriceKeys } from './keys/cost-and-price.js';
import { firmwareManagementKeys } from './keys/firmware-management.js';
import { internalKeys } from './keys/internal.js';
import { localAuthListManagementKeys } from './keys/local-auth-list-management.js';
import { pncKeys } from './keys/pnc.js';
import { reservationKeys } from './keys/reservation.js';
import { securityKeys } from './keys/security.js';
import { smartChargingKeys } from './keys/smart-charging.js';

/** Sections of the configuration file whose keys are known beforehand. */
export const sectionKeys = {
  Internal: internalKeys,
  Core: coreKeys,
  CostAndPrice: costAndPriceKeys,
  FirmwareManagement: firmwareManagementKeys,
  LocalAuthListManagement: localAuthListManagementKeys,
  Reservation: reservationKeys,
  SmartCharging: smartChargingKeys,
  Security: securityKeys,
  PnC: pncKeys,
} as const;

export type KnownSection = keyof typeof sectionKeys;
export type Section = KnownSection | 'Custom';

/** Sections without which the charge point does not start. */
export const requiredSections = ['Internal', 'Core', 'Security'] as const satisfies readonly KnownSection[];
type RequiredSection = (typeof requiredSections)[number];

/** Unknown keys here are left alone and never shown to the CSMS; elsewhere they are errors. */
export const tolerantSections: ReadonlySet<Section> = new Set<Section>(['Security', 'PnC', 'CostAndPrice', 'Custom']);

/** Order of GetConfiguration; also every name that SupportedFeatureProfiles may hold. */
export const profileOrder = [
  'Internal',
  'Core',
  'CostAndPrice',
  'FirmwareManagement',
  'LocalAuthListManagement',
  'Reservation',
  'SmartCharging',
  'RemoteTrigger',
  'Security',
  'PnC',
  'Custom',
] as const;

export type ProfileName = (typeof profileOrder)[number];

type Tables = typeof sectionKeys;

/** Required keys and keys with a default always have a value, in sections that always exist. */
type ValueIn<S extends KnownSection, K extends keyof Tables[S]> = S extends RequiredSection
  ? Tables[S][K] extends { readonly required: true } | { readonly default: unknown }
    ? KeyTypeValue<Tables[S][K]>
    : KeyTypeValue<Tables[S][K]> | undefined
  : KeyTypeValue<Tables[S][K]> | undefined;

type ValuesOf<S extends KnownSection> = { readonly [K in keyof Tables[S]]: ValueIn<S, K> };

type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/** Every standard key with the type of its value; `undefined` where a key may be absent. */
export type ConfigurationValues = Intersection<{ [S in KnownSection]: ValuesOf<S> }[KnownSection]>;

export type ConfigurationKey = keyof ConfigurationValues;
