import type { Configuration } from '../configuration/index.js';
import { OcppJClient, type ConnectionSettings, type TlsSettings } from '../../ocpp-j/index.js';
import type { ChargePointOptions, ChargePointTransport } from './options.js';
import { readyInterface } from './ready-interface.js';
import { pingSettings } from './settings.js';
import { SlotRotation } from './slot-rotation.js';

/** OCPP 1.6 with several network profiles: no dial sooner than this. */
const LEAST_WAIT_S = 2;

/**
 * The WebSocket connection that the configuration describes; it is read anew before each attempt. Of several slots each gets
 * its turn, but not while a new security profile is being tried.
 */
export function webSocketTransport(options: ChargePointOptions, isOnTrial: () => boolean): ChargePointTransport {
  const { clock, configuration, log, random } = options;
  const { slots } = configuration;
  const rotation = slots === undefined ? undefined : new SlotRotation(slots);
  const client = new OcppJClient({
    clock,
    random,
    log,
    settings: () => {
      if (rotation !== undefined && !isOnTrial()) configuration.useNetworkSlot(rotation.next());
      return connectionSettings(options);
    },
    backoff: () => ({
      randomRangeS: configuration.get('RetryBackoffRandomRange'),
      repeatTimes: configuration.get('RetryBackoffRepeatTimes'),
      waitMinimumS: configuration.get('RetryBackoffWaitMinimum'),
      ...(slots !== undefined && slots.usable.length > 1 && { leastS: LEAST_WAIT_S }),
    }),
    ping: () => pingSettings(configuration),
  });
  client.onConnected(() => rotation?.connected());
  client.onFailed(({ kind }) => {
    if (kind === 'options') rotation?.skip();
  });
  return client;
}

async function connectionSettings(options: ChargePointOptions): Promise<ConnectionSettings> {
  const { configuration, everestVersion } = options;
  const securityProfile = configuration.get('SecurityProfile');
  return {
    ...identity(configuration),
    securityProfile,
    ...given('authorizationKey', configuration.get('AuthorizationKey')),
    ...given('hostName', configuration.get('HostName')),
    ...given('networkInterface', await readyInterface(options)),
    ...given('everestVersion', everestVersion),
    ...(securityProfile >= 2 && { tls: await tlsSettings(options) }),
  };
}

/** Security WP §2: what the configuration says of TLS, with the certificates of the application. */
async function tlsSettings({ configuration, tlsCredentials }: ChargePointOptions): Promise<TlsSettings> {
  return {
    useDefaultTrust: configuration.get('UseSslDefaultVerifyPaths'),
    verifyHostName: configuration.get('VerifyCsmsCommonName'),
    allowWildcards: configuration.get('VerifyCsmsAllowWildcards'),
    ciphers12: configuration.get('SupportedCiphers12'),
    ciphers13: configuration.get('SupportedCiphers13'),
    ...(await tlsCredentials?.()),
  };
}

function identity(configuration: Configuration): Pick<ConnectionSettings, 'centralSystemUri' | 'chargePointId'> {
  return { centralSystemUri: configuration.get('CentralSystemURI'), chargePointId: configuration.get('ChargePointId') };
}

function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [N in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]?: T });
}
