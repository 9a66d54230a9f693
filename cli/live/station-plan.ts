import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
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

export function findChargePoints({ modules }: Configuration, paths: RuntimePaths): readonly ChargePointPlan[] {
  return modulesOf(modules, 'OCPP').map((module) => {
    const path = String(parameter(module, 'ChargePointConfigPath'));
    const configFile = isAbsolute(path) ? path : join(paths.dataDir, 'modules/OCPP', path);
    const internal = sectionOf(configFile, readOcppFile(configFile), 'Internal');
    const security = readOcppFile(configFile)['Security'] as Record<string, unknown> | undefined;
    return {
      moduleId: module.id,
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
