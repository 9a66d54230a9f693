import type { Configuration } from '../configuration/index.js';
import { isJsonObject } from '../configuration/merge-patch.js';
import type { PricingSettings } from '../pricing/settings.js';
import type { StoredPriceText } from '../pricing/price-texts.js';

const DEFAULT_DECIMALS = 3;

/** The present values of the keys of section `CostAndPrice`. */
export function pricingSettings(configuration: Configuration): PricingSettings {
  return {
    get isActive() {
      return configuration.get('CustomDisplayCostAndPrice') === true;
    },
    get decimals() {
      return Math.max(0, configuration.get('NumberOfDecimalsForCostValues') ?? DEFAULT_DECIMALS);
    },
    get language() {
      return configuration.get('Language');
    },
    get takesExtraTexts() {
      return configuration.get('CustomMultiLanguageMessages') !== undefined;
    },
    get defaultPriceTexts() {
      return defaultPriceTexts(configuration);
    },
    get waitForUserPriceMs() {
      return configuration.get('WaitForSetUserPriceTimeout') ?? 0;
    },
    get timeOffset() {
      return configuration.get('TimeOffset');
    },
    get nextTimeOffsetTransition() {
      return configuration.get('NextTimeOffsetTransitionDateTime');
    },
    get timeOffsetAfterTransition() {
      return configuration.get('TimeOffsetNextTransition');
    },
  };
}

function defaultPriceTexts(configuration: Configuration): StoredPriceText[] {
  const language = configuration.get('Language');
  const main = { ...storedText(configuration.get('DefaultPrice')), ...(language !== undefined && { language }) };
  const translations: unknown = configuration.get('DefaultPriceText')?.['priceTexts'];
  return [main, ...(Array.isArray(translations) ? translations.map(storedText) : [])];
}

function storedText(value: unknown): StoredPriceText {
  if (!isJsonObject(value)) return {};
  const { language, priceText, priceTextOffline } = value;
  return {
    ...(typeof priceText === 'string' && { priceText }),
    ...(typeof priceTextOffline === 'string' && { priceTextOffline }),
    ...(typeof language === 'string' && { language }),
  };
}
