import type { Settings } from '../../manager/config/settings.js';

/** The first levels of what EVerest's modules use towards the outside. */
const usual = ['/external/#', 'everest_api/#', 'everest_external/#'];

/**
 * Filters for `enable_external_mqtt`: all below the external prefix, where that is a branch of its own. Without a prefix that
 * would be every topic of the broker, those of other modules included, so then only the usual branches are allowed.
 */
export function externalFilters(
  { everestPrefix, externalPrefix }: Pick<Settings, 'everestPrefix' | 'externalPrefix'>,
  given: readonly string[] | undefined,
): readonly string[] {
  const isBranch = externalPrefix.endsWith('/') && !everestPrefix.startsWith(externalPrefix);
  if (given === undefined && isBranch) return [`${externalPrefix}#`];
  return (given ?? usual).map((filter) => externalPrefix + filter);
}
