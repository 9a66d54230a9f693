import type { Configuration } from '../configuration/index.js';
import { OcppJClient, type ConnectionSettings, type TlsSettings } from '../../ocpp-j/index.js';
import type { ChargePointOptions, ChargePointTransport } from './options.js';
import { pingSettings } from './settings.js';

/** The WebSocket connection that the configuration describes; it is read anew before each attempt. */
export function webSocketTransport(options: ChargePointOptions): ChargePointTransport {
  const { clock, configuration, log, random } = options;
  return new OcppJClient({
    clock,
    random,
    log,
    settings: () => connectionSettings(options),
    backoff: () => ({
      randomRangeS: configuration.get('RetryBackoffRandomRange'),
      repeatTimes: configuration.get('RetryBackoffRepeatTimes'),
      waitMinimumS: configuration.get('RetryBackoffWaitMinimum'),
    }),
    ping: () => pingSettings(configuration),
  });
}

async function connectionSettings(options: ChargePointOptions): Promise<ConnectionSettings> {
  const { configuration, everestVersion } = options;
  const securityProfile = configuration.get('SecurityProfile');
  return {
    ...identity(configuration),
    securityProfile,
    ...given('authorizationKey', configuration.get('AuthorizationKey')),
    ...given('hostName', configuration.get('HostName')),
    ...given('networkInterface', configuration.get('IFace')),
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
