import type { MapNode, Position, Problem, YamlNode } from '../../framework/declarations/index.js';
import { mapAt, nodeAt, textAt, valueAt } from '../../framework/declarations/index.js';
import { checkBrokerSecurity, readBrokerSecurity, type BrokerFlags, type BrokerSecurity } from './broker-settings.js';
import { isPort, NO_PORT } from './port.js';

/** The folders and files that a configuration may name; as written, relative ones start at the prefix. */
export interface PathSettings {
  readonly configsDir?: string;
  readonly schemasDir?: string;
  readonly modulesDir?: string;
  readonly interfacesDir?: string;
  readonly typesDir?: string;
  readonly errorsDir?: string;
  readonly wwwDir?: string;
  readonly loggingConfigFile?: string;
}

export type BrokerAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string };

/** framework.md §5 with defaults and environment applied. */
export interface Settings {
  readonly paths: PathSettings;
  /** 0 = any free port. */
  readonly controllerPort: number;
  readonly controllerRpcTimeoutMs: number;
  readonly broker: BrokerAddress;
  /** Absent = nobody in particular, without TLS. */
  readonly brokerSecurity?: BrokerSecurity;
  /** Ends with `/`, or is empty. */
  readonly everestPrefix: string;
  /** Used as it is, without a `/` of our own. */
  readonly externalPrefix: string;
  /** Ends with `/`. */
  readonly telemetryPrefix: string;
  readonly telemetryEnabled: boolean;
  readonly validateSchema: boolean;
  /** Empty = the user who started the manager. */
  readonly runAsUser: string;
  readonly forwardExceptions: boolean;
}

export interface SettingsOptions {
  /** `MQTT_SERVER_ADDRESS` and `MQTT_SERVER_PORT` override the broker of the configuration. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the command line; overrides the one of the configuration. */
  readonly everestPrefix?: string | undefined;
  /** Of the command line; override the environment and the configuration. */
  readonly brokerFlags?: BrokerFlags | undefined;
}

export interface SettingsReading {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** Reads the `settings` of a configuration that has passed its schema; what has the wrong type counts as absent. */
export function readSettings(root: MapNode, options: SettingsOptions): SettingsReading {
  const node = mapAt(root, 'settings');
  const at = node?.at ?? root.at;
  const security = readBrokerSecurity(node, options.brokerFlags ?? {}, options.env);
  const broker = readBroker(node, at, options.env, security?.tls === undefined ? 1883 : 8883);
  const everestPrefix = withSlash(options.everestPrefix ?? text(node, 'mqtt_everest_prefix') ?? 'everest');
  const externalPrefix = text(node, 'mqtt_external_prefix') ?? '';
  const settings: Settings = {
    paths: readPaths(node),
    controllerPort: integer(node, 'controller_port') ?? 8849,
    controllerRpcTimeoutMs: integer(node, 'controller_rpc_timeout_ms') ?? 2000,
    broker: broker.address,
    ...(security !== undefined && { brokerSecurity: security }),
    everestPrefix,
    externalPrefix,
    telemetryPrefix: withSlash(text(node, 'telemetry_prefix') ?? 'everest-telemetry'),
    telemetryEnabled: flag(node, 'telemetry_enabled'),
    validateSchema: flag(node, 'validate_schema'),
    runAsUser: text(node, 'run_as_user') ?? '',
    forwardExceptions: flag(node, 'forward_exceptions'),
  };
  const ports = ['controller_port', 'mqtt_broker_port'].flatMap((key) =>
    checkPort(integer(node, key), (message) => problem('error', node, at, key, message)),
  );
  const clash = everestPrefix === externalPrefix ? [samePrefix(node, at, everestPrefix)] : [];
  const misfits = checkBrokerSecurity(security, { isSocket: broker.address.kind === 'socket', node, at });
  return { settings: Object.freeze(settings), problems: [...broker.problems, ...ports, ...misfits, ...clash] };
}

function readPaths(node: MapNode | undefined): PathSettings {
  const entries = {
    configsDir: text(node, 'configs_dir'),
    schemasDir: text(node, 'schemas_dir'),
    modulesDir: text(node, 'modules_dir'),
    interfacesDir: text(node, 'interfaces_dir'),
    typesDir: text(node, 'types_dir'),
    errorsDir: text(node, 'errors_dir'),
    wwwDir: text(node, 'www_dir'),
    loggingConfigFile: text(node, 'logging_config_file'),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => path !== undefined));
}

interface BrokerReading {
  readonly address: BrokerAddress;
  readonly problems: readonly Problem[];
}

function readBroker(
  node: MapNode | undefined,
  at: Position,
  env: SettingsOptions['env'],
  usualPort: number,
): BrokerReading {
  const problems: Problem[] = [];
  const socket = text(node, 'mqtt_broker_socket_path');
  const server = env['MQTT_SERVER_ADDRESS'] === '' ? undefined : env['MQTT_SERVER_ADDRESS'];
  const host = server ?? text(node, 'mqtt_broker_host');
  if (socket !== undefined && host !== undefined) {
    const other = server === undefined ? 'mqtt_broker_host' : 'MQTT_SERVER_ADDRESS in the environment';
    problems.push(problem('error', node, at, 'mqtt_broker_socket_path', `excludes ${other}; both are set`));
  }
  const port = brokerPort(node, at, env, usualPort, problems);
  const tcp = { kind: 'tcp', host: host ?? 'localhost', port } as const;
  return { address: Object.freeze(socket === undefined ? tcp : { kind: 'socket', path: socket }), problems };
}

function brokerPort(
  node: MapNode | undefined,
  at: Position,
  env: SettingsOptions['env'],
  usual: number,
  problems: Problem[],
): number {
  const configured = integer(node, 'mqtt_broker_port') ?? usual;
  const given = env['MQTT_SERVER_PORT'];
  if (given === undefined) return configured;
  const report = (severity: Problem['severity'], message: string): Problem =>
    problem(severity, node, at, 'mqtt_broker_port', `MQTT_SERVER_PORT in the environment${message}`);
  if (/^\s*[-+]?\d+\s*$/.test(given)) {
    problems.push(...checkPort(Number(given), (message) => report('error', `: ${message}`)));
    return Number(given);
  }
  problems.push(report('warning', ` is no integer ("${given}") and is ignored`));
  return configured;
}

function checkPort(port: number | undefined, report: (message: string) => Problem): Problem[] {
  return port === undefined || isPort(port) ? [] : [report(`${port} ${NO_PORT}`)];
}

function samePrefix(node: MapNode | undefined, at: Position, prefix: string): Problem {
  return problem('error', node, at, 'mqtt_external_prefix', `is the same as the everest prefix "${prefix}"`);
}

function problem(
  severity: Problem['severity'],
  node: MapNode | undefined,
  at: Position,
  key: string,
  message: string,
): Problem {
  return { severity, ...((node && nodeAt(node, [key])?.at) ?? at), path: `settings.${key}`, message };
}

function withSlash(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

function text(node: YamlNode | undefined, key: string): string | undefined {
  return textAt(node, key);
}

function integer(node: YamlNode | undefined, key: string): number | undefined {
  const value = valueAt(node, key);
  return typeof value === 'number' ? value : undefined;
}

function flag(node: YamlNode | undefined, key: string): boolean {
  return valueAt(node, key) === true;
}
