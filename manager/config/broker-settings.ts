import { resolve } from 'node:path';
import type { MapNode, Problem } from '../../framework/declarations/index.js';
import { nodeAt, textAt, valueAt } from '../../framework/declarations/index.js';

/** How manager and modules show themselves to the broker, as configured. Files of a configuration may start at the prefix. */
export interface BrokerSecurity {
  readonly tls?: {
    readonly caFile?: string;
    readonly certificateFile?: string;
    readonly keyFile?: string;
    readonly serverName?: string;
  };
  readonly user?: string;
  readonly passwordFile?: string;
  /** User and password of each participant. */
  readonly credentialsFile?: string;
  /** Client identifiers made of prefix and module id, in place of those that the broker assigns. */
  readonly clientIds: boolean;
  readonly reconnect: boolean;
}

/** The same from the command line. */
export interface BrokerFlags {
  readonly brokerTls?: boolean | undefined;
  readonly brokerCa?: string | undefined;
  readonly brokerCertificate?: string | undefined;
  readonly brokerKey?: string | undefined;
  readonly brokerServerName?: string | undefined;
  readonly brokerUser?: string | undefined;
  readonly brokerPasswordFile?: string | undefined;
  readonly brokerCredentials?: string | undefined;
  readonly brokerClientIds?: boolean | undefined;
  readonly brokerReconnect?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags come before the environment, and the environment before the configuration. */
export function readBrokerSecurity(
  node: MapNode | undefined,
  flags: BrokerFlags,
  env: Environment,
): BrokerSecurity | undefined {
  const text = (flag: string | undefined, variable: string, key: string): string | undefined =>
    flag ?? nonEmpty(env[variable]) ?? (node && textAt(node, key));
  const file = (flag: string | undefined, variable: string, key: string): string | undefined => {
    const given = flag ?? nonEmpty(env[variable]);
    return given === undefined ? node && textAt(node, key) : resolve(given);
  };
  const tls = withoutAbsent({
    caFile: file(flags.brokerCa, 'MQTT_SERVER_CA_FILE', 'mqtt_broker_ca_file'),
    certificateFile: file(flags.brokerCertificate, 'MQTT_SERVER_CERTIFICATE_FILE', 'mqtt_broker_certificate_file'),
    keyFile: file(flags.brokerKey, 'MQTT_SERVER_KEY_FILE', 'mqtt_broker_key_file'),
    serverName: text(flags.brokerServerName, 'MQTT_SERVER_NAME', 'mqtt_broker_server_name'),
  });
  const wanted = flags.brokerTls ?? readFlag(env['MQTT_SERVER_TLS']) ?? flagAt(node, 'mqtt_broker_tls');
  const security = withoutAbsent({
    tls: (wanted ?? Object.keys(tls).length > 0) ? tls : undefined,
    user: text(flags.brokerUser, 'MQTT_SERVER_USER', 'mqtt_broker_user'),
    passwordFile: file(flags.brokerPasswordFile, 'MQTT_SERVER_PASSWORD_FILE', 'mqtt_broker_password_file'),
    credentialsFile: file(flags.brokerCredentials, 'MQTT_SERVER_CREDENTIALS_FILE', 'mqtt_broker_credentials_file'),
  });
  const clientIds = flags.brokerClientIds ?? flagAt(node, 'mqtt_broker_client_ids') ?? false;
  const reconnect = flags.brokerReconnect ?? flagAt(node, 'mqtt_broker_reconnect') ?? false;
  if (Object.keys(security).length === 0 && !clientIds && !reconnect) return undefined;
  return Object.freeze({ ...security, clientIds, reconnect });
}

/** What does not fit together. */
export function checkBrokerSecurity(
  security: BrokerSecurity | undefined,
  {
    isSocket,
    node,
    at,
  }: { isSocket: boolean; node: MapNode | undefined; at: Pick<Problem, 'file' | 'line' | 'column'> },
): Problem[] {
  const { tls } = security ?? {};
  if (tls === undefined) return [];
  const problem = (key: string, message: string): Problem => {
    return { severity: 'error', ...((node && nodeAt(node, [key])?.at) ?? at), path: `settings.${key}`, message };
  };
  const { certificateFile, keyFile } = tls;
  return [
    ...(isSocket ? [problem('mqtt_broker_tls', 'is not for a unix socket')] : []),
    ...(certificateFile !== undefined && keyFile === undefined
      ? [problem('mqtt_broker_certificate_file', 'needs mqtt_broker_key_file')]
      : []),
    ...(keyFile !== undefined && certificateFile === undefined
      ? [problem('mqtt_broker_key_file', 'needs mqtt_broker_certificate_file')]
      : []),
  ];
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  // what is left has no undefined in it
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function readFlag(text: string | undefined): boolean | undefined {
  return text === undefined || text === '' ? undefined : !['0', 'false', 'no'].includes(text.toLowerCase());
}

function flagAt(node: MapNode | undefined, key: string): boolean | undefined {
  const value = node && valueAt(node, key);
  return typeof value === 'boolean' ? value : undefined;
}
