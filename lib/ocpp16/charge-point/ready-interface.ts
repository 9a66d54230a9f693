import { ConnectionOptionsUnusable } from '../../ocpp-j/index.js';
import { DEFAULT_NETWORK_TIMEOUT_MS, type Configuration } from '../configuration/index.js';
import type { NetworkAnswer, NetworkProfile } from '../core/callbacks.js';
import type { ChargePointOptions } from './options.js';

/**
 * The interface to connect through, from the application or the configuration; none is the choice of the system. Throws
 * `ConnectionOptionsUnusable` when the application has no network, or does not answer in time.
 */
export async function readyInterface(options: ChargePointOptions): Promise<string | undefined> {
  const { callbacks, configuration } = options;
  if (callbacks.configureNetwork === undefined) return configuration.get('IFace');
  const profile = networkProfile(configuration);
  const answer = await answerInTime(options, profile);
  if (answer?.isReady !== true) {
    throw new ConnectionOptionsUnusable(`slot ${profile.slot}: the application has no network for it`);
  }
  return answer.networkInterface ?? configuration.get('IFace');
}

export function networkProfile(configuration: Configuration): NetworkProfile {
  return {
    slot: configuration.networkSlot,
    centralSystemUri: configuration.get('CentralSystemURI'),
    securityProfile: configuration.get('SecurityProfile'),
    chargePointId: configuration.get('ChargePointId'),
  };
}

async function answerInTime(
  { callbacks, clock, configuration }: ChargePointOptions,
  profile: NetworkProfile,
): Promise<NetworkAnswer | undefined> {
  const patience = new AbortController();
  const timeoutMs = configuration.slots?.networkTimeoutMs ?? DEFAULT_NETWORK_TIMEOUT_MS;
  const late = clock.sleep(timeoutMs, patience.signal).catch(() => undefined);
  try {
    return (await Promise.race([callbacks.configureNetwork?.(profile), late])) ?? undefined;
  } finally {
    patience.abort();
  }
}
