import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrokerAddress } from '../../framework/wire/mqtt-transport.js';
import type { LogLevel } from '../../lib/log/logger.js';
import type { Environment } from './environment.js';
import type { ModuleEntry } from './host-plan.js';

/** The command of a foreign module. */
export interface Launch {
  readonly command: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly env: Environment;
}

/** What foreign modules are told; framework.md §4 and §13.2. */
export interface LaunchContext {
  /** The tree that holds the module. */
  readonly prefix: string;
  readonly loggingConfigFile: string;
  readonly everestPrefix: string;
  readonly externalPrefix: string;
  readonly broker: Exclude<BrokerAddress, { readonly openStream: unknown }>;
  readonly validateSchema: boolean;
  /** Folders in which `require('everestjs')` is looked for. */
  readonly nodePath: readonly string[];
  /** The folder with the Python package `everest`. */
  readonly pythonPath: string;
  /** Of the manager; undefined where a logging configuration decides. */
  readonly logLevel?: LogLevel | undefined;
  /** The environment of the manager. */
  readonly env: Environment;
  /** A Node that is there also where `PATH` has none. */
  readonly ownNode: string;
}

export function launchOf(module: ModuleEntry, context: LaunchContext): Launch {
  switch (module.kind) {
    case 'javascript':
      return javascript(module, context);
    case 'python':
      return python(module, context);
    default:
      return executable(module, context);
  }
}

function executable({ id, name, entry }: ModuleEntry, context: LaunchContext): Launch {
  const { broker } = context;
  const where =
    'socketPath' in broker
      ? ['--mqtt_broker_socket_path', broker.socketPath]
      : ['--mqtt_broker_host', broker.host, '--mqtt_broker_port', String(broker.port)];
  const args = [
    ...['--prefix', context.prefix, '--module', id, '--log_config', context.loggingConfigFile],
    ...['--mqtt_everest_prefix', context.everestPrefix, '--mqtt_external_prefix', context.externalPrefix],
    ...where,
  ];
  return { command: entry, argv0: `${id}:${name}`, args, env: inherited(context) };
}

function javascript(module: ModuleEntry, context: LaunchContext): Launch {
  const { logLevel } = context;
  const env: Environment = {
    NODE_PATH: context.nodePath.join(delimiter),
    ...bindingEnvironment(module, context),
    ...(logLevel !== undefined && { EVEREST_LOG_LEVEL: logLevel }),
  };
  const args = ['--unhandled-rejections=strict', module.entry];
  const command = isOnPath('node', env['PATH']) ? 'node' : context.ownNode;
  return { command, argv0: 'node', args, env };
}

function python(module: ModuleEntry, context: LaunchContext): Launch {
  const own = bindingEnvironment(module, context);
  const before = own['PYTHONPATH'];
  const pythonPath = [context.pythonPath, ...(before === undefined ? [] : [before])].join(delimiter);
  const env = { ...own, PYTHONPATH: pythonPath };
  const venv = join(module.folder, '.venv');
  const venvPython = join(venv, 'bin', 'python3');
  const args = [module.entry];
  if (!existsSync(venvPython)) return { command: 'python3', argv0: 'python3', args, env };
  return { command: venvPython, argv0: venvPython, args, env: venvEnvironment(venv, env) };
}

function venvEnvironment(venv: string, { PYTHONHOME: _home, ...env }: Environment): Environment {
  const path = env['PATH'];
  return {
    ...env,
    VIRTUAL_ENV: venv,
    VIRTUAL_ENV_PROMPT: 'venv',
    PATH: [join(venv, 'bin'), ...(path === undefined ? [] : [path])].join(delimiter),
  };
}

/** framework.md §4: what the manager's own environment has already stays, but for the id and the validation. */
function bindingEnvironment({ id }: ModuleEntry, context: LaunchContext): Environment {
  const { broker } = context;
  return {
    EV_PREFIX: context.prefix,
    EV_LOG_CONF_FILE: context.loggingConfigFile,
    EV_MQTT_EVEREST_PREFIX: context.everestPrefix,
    EV_MQTT_EXTERNAL_PREFIX: context.externalPrefix,
    ...('socketPath' in broker
      ? { EV_MQTT_BROKER_SOCKET_PATH: broker.socketPath }
      : { EV_MQTT_BROKER_HOST: broker.host, EV_MQTT_BROKER_PORT: String(broker.port) }),
    ...inherited(context),
    EV_MODULE: id,
    ...(context.validateSchema && { EV_VALIDATE_SCHEMA: '1' }),
  };
}

/** C++ modules prefer this variable to their command line, and port 0 is nothing that one can connect to. */
function inherited({ env, broker }: LaunchContext): Environment {
  if ('socketPath' in broker || env['MQTT_SERVER_PORT'] !== '0') return env;
  return { ...env, MQTT_SERVER_PORT: String(broker.port) };
}

function isOnPath(program: string, path = ''): boolean {
  const candidates = path.split(delimiter).map((folder) => join(folder, program));
  return candidates.some((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
