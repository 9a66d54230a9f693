import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Configuration, ModuleInstance, RuntimePaths } from '../../manager/config/index.js';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';

/** One EVSE of a configuration, for those who look at it. */
export interface EvsePlan {
  readonly moduleId: string;
  /** `connector_id` of its configuration: the number its car and its control topics have. */
  readonly number: number;
}

/** One OCPP 1.6 module of a configuration, and where it will connect to. */
export interface ChargePointPlan {
  readonly moduleId: string;
  readonly configFile: string;
  readonly chargePointId: string;
  readonly uri: string;
  readonly securityProfile: number;
}

class OcppConfigUnreadable extends EverestError {
  constructor(file: string, reason: string) {
    super('CFG_OCPP_FILE', `${file}: ${reason}`, { details: { file } });
  }
}

export function findEvses({ modules }: Configuration): readonly EvsePlan[] {
  return modulesOf(modules, 'EvseManager').map((module) => ({
    moduleId: module.id,
    number: Number(parameter(module, 'connector_id')),
  }));
}

/** Where the first reader for simulated cards listens; undefined where the station has none. */
export function findCardTopic({ modules }: Configuration): string | undefined {
  const [reader] = modulesOf(modules, 'DummyTokenProviderManual');
  if (reader === undefined) return undefined;
  const topic = reader.parameters['main']?.find(({ name }) => name === 'mqtt_topic')?.value;
  return topic === '' ? `everest_api/${reader.id}/cmd/provide` : String(topic);
}

/** The files of one OCPP 1.6 module. All paths are absolute. */
export interface OcppFiles {
  readonly moduleId: string;
  readonly configFile: string;
  /** It need not exist. */
  readonly userConfigFile: string;
  /** Operator's schemas; it need not exist. */
  readonly schemaFolder: string;
  /** EVSEs that are connected to the module. */
  readonly numberOfConnectors: number;
}

export function findOcppFiles({ modules }: Configuration, paths: RuntimePaths): readonly OcppFiles[] {
  const share = join(paths.dataDir, 'modules/OCPP');
  return modulesOf(modules, 'OCPP').map((module) => ({
    moduleId: module.id,
    configFile: resolve(share, String(parameter(module, 'ChargePointConfigPath'))),
    userConfigFile: resolve(share, String(parameter(module, 'UserConfigPath'))),
    schemaFolder: join(share, 'profile_schemas'),
    numberOfConnectors: module.connections['evse_manager']?.length ?? 0,
  }));
}

export function findChargePoints(configuration: Configuration, paths: RuntimePaths): readonly ChargePointPlan[] {
  return findOcppFiles(configuration, paths).map(({ moduleId, configFile }) => {
    const document = readOcppFile(configFile);
    const internal = sectionOf(configFile, document, 'Internal');
    const security = document['Security'] as Record<string, unknown> | undefined;
    return {
      moduleId,
      configFile,
      chargePointId: String(internal['ChargePointId']),
      uri: String(internal['CentralSystemURI']),
      securityProfile: Number(security?.['SecurityProfile'] ?? 0),
    };
  });
}

export function readOcppFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new OcppConfigUnreadable(file, 'this OCPP configuration does not exist');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new OcppConfigUnreadable(file, `is no JSON: ${errorText(error)}`);
  }
}

function sectionOf(file: string, document: Record<string, unknown>, name: string): Record<string, unknown> {
  const section = document[name];
  if (typeof section === 'object' && section !== null) return section as Record<string, unknown>;
  throw new OcppConfigUnreadable(file, `section ${name} is missing`);
}

function modulesOf(modules: Configuration['modules'], type: string): readonly ModuleInstance[] {
  return [...modules.values()].filter(({ module, ignored }) => module === type && !ignored);
}

function parameter(module: ModuleInstance, name: string): unknown {
  return module.parameters['!module']?.find((candidate) => candidate.name === name)?.value;
}
