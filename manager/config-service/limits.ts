import { checkConfigValue, nodeFrom, type ConfigValue, type Manifest } from '../../framework/declarations/index.js';
import { MODULE_LEVEL } from '../config/configuration.js';

interface Place {
  readonly implementationId: string;
  readonly parameter: { readonly name: string };
}

/** What a manifest has against a value; each is part of a sentence that starts with the name of the parameter. */
export function limitsBroken(manifest: Manifest, { implementationId, parameter }: Place, value: ConfigValue) {
  const declared = implementationId === MODULE_LEVEL ? manifest.config : manifest.provides[implementationId]?.config;
  const entry = declared?.[parameter.name];
  const nowhere = { file: '', line: 0, column: 0 };
  return entry === undefined ? [] : checkConfigValue(nodeFrom(value, nowhere), entry).messages;
}
