import type { StoredPriceText } from './price-texts.js';

/** The configuration keys of section `CostAndPrice`. Every read gives the present value, so a change acts at once. */
export interface PricingSettings {
  /** `CustomDisplayCostAndPrice`; read once, at the start. */
  readonly isActive: boolean;
  /** `NumberOfDecimalsForCostValues` */
  readonly decimals: number;
  /** `Language`, the one of texts that do not name theirs. */
  readonly language: string | undefined;
  /** Whether `CustomMultiLanguageMessages` is configured. */
  readonly takesExtraTexts: boolean;
  /** `DefaultPrice` in the language of the station, then `DefaultPriceText`. */
  readonly defaultPriceTexts: readonly StoredPriceText[];
  /** `WaitForSetUserPriceTimeout`; 0 does not wait. */
  readonly waitForUserPriceMs: number;
  /** `TimeOffset`, like `+02:00`. */
  readonly timeOffset: string | undefined;
  /** `NextTimeOffsetTransitionDateTime`, RFC 3339. */
  readonly nextTimeOffsetTransition: string | undefined;
  /** `TimeOffsetNextTransition`, the offset after that time. */
  readonly timeOffsetAfterTransition: string | undefined;
}
