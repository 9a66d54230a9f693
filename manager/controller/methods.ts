import type { Declarations } from '../../framework/declarations/index.js';
import { isRecord } from '../../lib/json/is-record.js';
import { isConfigName, type ConfigFolder } from './config-folder.js';
import { failure, INVALID_PARAMS, METHOD_NOT_FOUND, type RpcOutcome, type RpcRequest } from './json-rpc.js';

export interface MethodContext {
  readonly declarations: () => Declarations;
  readonly configs: ConfigFolder;
  /** How long a client should wait for an answer, in ms. */
  readonly rpcTimeoutMs: number;
  /** False where the manager cannot restart now. */
  readonly restart: () => boolean;
}

/** framework.md §32: what the controller can be asked for. May throw where the disk fails. */
export function callMethod({ method, params }: RpcRequest, context: MethodContext): RpcOutcome {
  switch (method) {
    case 'get_modules':
      return done(manifests(context.declarations()));
    case 'get_interfaces':
      return done(interfaces(context.declarations()));
    case 'get_configs':
      return done(context.configs.readAll());
    case 'save_config':
      return saveConfig(params, context.configs);
    case 'restart_modules':
      return done({ accepted: context.restart() });
    case 'get_rpc_timeout':
      return done(context.rpcTimeoutMs);
    default:
      return failure(METHOD_NOT_FOUND, 'there is no such method');
  }
}

function done(result: unknown): RpcOutcome {
  return { ok: true, result };
}

function manifests(declarations: Declarations): object {
  return Object.fromEntries(declarations.moduleNames().map((name) => [name, declarations.manifest(name)]));
}

function interfaces(declarations: Declarations): object {
  return Object.fromEntries(declarations.interfaceNames().map((name) => [name, declarations.wireInterface(name)]));
}

function saveConfig(params: unknown, configs: ConfigFolder): RpcOutcome {
  const { name, config } = isRecord(params) ? params : {};
  if (typeof name !== 'string' || !isConfigName(name)) {
    return failure(INVALID_PARAMS, '"name" has to be the name of a configuration, without path and ending');
  }
  if (!isRecord(config)) return failure(INVALID_PARAMS, '"config" has to be an object');
  const saving = configs.save(name, config);
  return saving.ok ? done({ saved: name }) : failure(INVALID_PARAMS, 'the configuration is invalid', saving.problems);
}
