import { readFile } from 'node:fs/promises';
import { EverestError, errorText } from 'everest-ts';
import type { CustomMapping } from '../../lib/ocpp16/index.js';

/** The file of `DeviceModelConfigMappings` cannot be used. */
export class MappingsInvalid extends EverestError {
  constructor(path: string, reason: string) {
    super('CFG_OCPP_MAPPINGS', `DeviceModelConfigMappings: ${path}: ${reason}`);
  }
}

interface Named {
  readonly name: string;
  readonly instance?: string;
}

/** Configuration keys of the operator: `mappings: [{ocpp16_key, component: {name, instance?}, variable: {name, instance?}}]`. */
export async function readCustomMappings(path: string): Promise<readonly CustomMapping[]> {
  const content = await parsed(path);
  const list = member(content, 'mappings');
  if (!Array.isArray(list)) throw new MappingsInvalid(path, 'has no list "mappings"');
  return list.map((entry: unknown, index) => {
    const key = member(entry, 'ocpp16_key');
    const component = named(member(entry, 'component'));
    const variable = named(member(entry, 'variable'));
    if (typeof key !== 'string' || component === undefined || variable === undefined) {
      throw new MappingsInvalid(path, `mappings[${index}] needs ocpp16_key, component.name and variable.name`);
    }
    return {
      key,
      component: component.name,
      variable: variable.name,
      ...(component.instance !== undefined && { componentInstance: component.instance }),
      ...(variable.instance !== undefined && { instance: variable.instance }),
    };
  });
}

async function parsed(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8');
    // Few stations have such a file.
    const { parse } = await import('yaml');
    return parse(text) as unknown;
  } catch (error) {
    throw new MappingsInvalid(path, errorText(error));
  }
}

function named(value: unknown): Named | undefined {
  const name = member(value, 'name');
  const instance = member(value, 'instance');
  if (typeof name !== 'string') return undefined;
  return { name, ...(typeof instance === 'string' && { instance }) };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
