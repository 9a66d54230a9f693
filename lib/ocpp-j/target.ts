import type { ConnectionFailure } from './failure.js';
import type { TlsSettings } from './tls.js';
import { connectionUri, type UriParts } from './uri.js';

/** OCPP-J 1.6 §3.1.2. */
export const SUB_PROTOCOL = 'ocpp1.6';

/** What a connection attempt needs to know; asked for anew before each attempt. */
export interface ConnectionSettings extends UriParts {
  /** Password of basic authentication, security profiles 1 and 2. */
  readonly authorizationKey?: string;
  /** Value of the header `User-Host`. */
  readonly hostName?: string;
  /** Value of the header `EVerest-Version`; cut to 100 characters. */
  readonly everestVersion?: string;
  /** Network interface, or local address, to connect from. */
  readonly networkInterface?: string;
  /** Security profiles 2 and 3. */
  readonly tls?: TlsSettings;
}

/** Ready to be opened. */
export interface ConnectionTarget {
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly networkInterface?: string;
  readonly tls?: TlsSettings;
}

export type PreparedTarget =
  | { readonly ok: true; readonly target: ConnectionTarget }
  | { readonly ok: false; readonly failure: ConnectionFailure };

export function prepareTarget(settings: ConnectionSettings): PreparedTarget {
  const uri = connectionUri(settings);
  if (!uri.ok) return { ok: false, failure: { kind: 'options', message: uri.reason } };
  const lacking = lackingCredential(settings);
  if (lacking !== undefined) return { ok: false, failure: { kind: 'credentials', message: lacking } };
  const { networkInterface } = settings;
  return {
    ok: true,
    target: {
      uri: uri.uri,
      host: uri.host,
      port: uri.port,
      headers: upgradeHeaders(settings, uri.origin),
      ...(networkInterface === undefined ? {} : { networkInterface }),
      ...(uri.secure ? { tls: settings.tls ?? strictTls } : {}),
    },
  };
}

const strictTls: TlsSettings = { useDefaultTrust: true, verifyHostName: true, allowWildcards: false };

/** Security WP §2: profile 1 and 2 authenticate with a key, profile 3 with a client certificate. */
function lackingCredential({ securityProfile, authorizationKey, tls }: ConnectionSettings): string | undefined {
  if (usesBasicAuth(securityProfile) && (authorizationKey ?? '') === '') {
    return `security profile ${securityProfile} needs an AuthorizationKey`;
  }
  if (securityProfile === 3 && tls?.clientCertificate === undefined) {
    return 'security profile 3 needs a client certificate';
  }
  return undefined;
}

function usesBasicAuth(securityProfile: number): boolean {
  return securityProfile === 1 || securityProfile === 2;
}

/** `Host` and the headers of RFC 6455 are added by the WebSocket client. */
export function upgradeHeaders(settings: ConnectionSettings, origin: string): Record<string, string> {
  const { chargePointId, authorizationKey, securityProfile, hostName, everestVersion } = settings;
  const headers: Record<string, string> = { Origin: origin };
  if (usesBasicAuth(securityProfile)) {
    const credentials = Buffer.from(`${chargePointId}:${authorizationKey ?? ''}`, 'utf8').toString('base64');
    headers['Authorization'] = `Basic ${credentials}`;
  }
  if (hostName !== undefined && hostName !== '') headers['User-Host'] = headerValue(hostName);
  const version = everestVersion?.split('\n')[0]?.trim().slice(0, 100) ?? '';
  if (version !== '') headers['EVerest-Version'] = headerValue(version);
  return headers;
}

/** RFC 9110 §5.5: what a header cannot carry becomes a question mark; the HTTP client would refuse the whole request. */
function headerValue(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/gu, '?');
}
