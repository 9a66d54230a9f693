import { EverestjsMisuse } from './errors.js';
import type { CoreSettings } from './messages.js';

/** The second argument of `boot_module`; everything given here wins over the environment. */
export interface UserSettings {
  readonly module?: unknown;
  readonly prefix?: unknown;
  readonly logging_config_file?: unknown;
  readonly mqtt_everest_prefix?: unknown;
  readonly mqtt_external_prefix?: unknown;
  readonly mqtt_broker_socket_path?: unknown;
  readonly mqtt_server_address?: unknown;
  readonly mqtt_server_port?: unknown;
  readonly validate_schema?: unknown;
}

export interface ModuleSettings {
  readonly core: CoreSettings;
  /** Empty where none was named. */
  readonly loggingConfigFile: string;
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 1883;
const DEFAULT_EVEREST_PREFIX = 'everest/';

/** framework.md §26.1 and §4: the settings of a module, from its call and from the environment that the manager gives it. */
export function readSettings(given: UserSettings, environment: Environment): ModuleSettings {
  const warnings: string[] = [];
  const text = (value: unknown, variable: string, missing = ''): string =>
    textOf(value ?? environment[variable], missing);
  const moduleId = text(given.module, 'EV_MODULE');
  if (moduleId === '') {
    throw new EverestjsMisuse('no module id: set the environment variable EV_MODULE, or give "module" to boot_module');
  }
  const socketPath = text(given.mqtt_broker_socket_path, 'EV_MQTT_BROKER_SOCKET_PATH');
  const host = text(given.mqtt_server_address, 'EV_MQTT_BROKER_HOST') || 'localhost';
  const port = (): number => readPort(given.mqtt_server_port ?? environment['EV_MQTT_BROKER_PORT'], warnings);
  const core: CoreSettings = {
    moduleId,
    address: socketPath === '' ? { host, port: port() } : { socketPath },
    everestPrefix: text(given.mqtt_everest_prefix, 'EV_MQTT_EVEREST_PREFIX', DEFAULT_EVEREST_PREFIX),
    externalPrefix: text(given.mqtt_external_prefix, 'EV_MQTT_EXTERNAL_PREFIX'),
    validateSchema: isOn(given.validate_schema ?? environment['EV_VALIDATE_SCHEMA']),
  };
  return { core, loggingConfigFile: text(given.logging_config_file, 'EV_LOG_CONF_FILE'), warnings };
}

function textOf(value: unknown, missing: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : missing;
}

function readPort(value: unknown, warnings: string[]): number {
  const text = textOf(value, '').trim();
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65536) return port;
  const what = text === '' ? 'no MQTT port is given' : `the MQTT port "${text}" is none`;
  warnings.push(`${what}, using ${DEFAULT_PORT}`);
  return DEFAULT_PORT;
}

function isOn(value: unknown): boolean {
  return typeof value === 'string' ? !['', '0', 'false'].includes(value) : value === true;
}
