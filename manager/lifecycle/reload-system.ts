import type { Logger } from '../../lib/log/logger.js';
import type { Settings } from '../config/settings.js';
import type { LoadedSystem } from './manager-options.js';

/** What the manager itself has open, and cannot change while it lives. */
const KEPT = [
  'broker',
  'brokerSecurity',
  'everestPrefix',
  'controllerPort',
] as const satisfies readonly (keyof Settings)[];

/** The system of the next run: as it was read again, but reached where the one before was reached. */
export function succeed(before: LoadedSystem, reloaded: LoadedSystem, log: Logger): LoadedSystem {
  const [old, now] = [before.configuration.settings, reloaded.configuration.settings];
  const changed = KEPT.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
  if (changed.length > 0) log.warn({ settings: changed }, 'these settings change with the next start of the manager');
  const { broker, brokerSecurity, everestPrefix, controllerPort } = old;
  const { brokerSecurity: _changed, ...rest } = now;
  const settings: Settings = {
    ...rest,
    broker,
    everestPrefix,
    controllerPort,
    ...(brokerSecurity !== undefined && { brokerSecurity }),
  };
  return { ...reloaded, configuration: { ...reloaded.configuration, settings } };
}
