import type { ConfigValue } from '../../framework/declarations/index.js';
import type { ConfigParameter, Configuration, ModuleInstance } from '../config/configuration.js';
import type { ParameterIdentifier } from './read-request.js';

/** A parameter that exists, and where. */
export interface ParameterTarget {
  readonly module: ModuleInstance;
  readonly implementationId: string;
  readonly parameter: ConfigParameter;
}

/** The values that the running modules have: those they were started with, and those they have accepted since. */
export class LiveConfiguration {
  readonly #loaded: Configuration;
  #base: Configuration['modules'];
  #running: Configuration;

  /** `loaded` tells at any time what the present run of the modules was started with. */
  constructor(loaded: Configuration) {
    this.#loaded = loaded;
    this.#base = loaded.modules;
    this.#running = loaded;
  }

  get running(): Configuration {
    const { modules } = this.#loaded;
    if (modules !== this.#base) this.#running = this.#loaded;
    this.#base = modules;
    return this.#running;
  }

  find({ moduleId, implementationId, parameter: name }: ParameterIdentifier): ParameterTarget | undefined {
    return findParameter(this.running, moduleId, implementationId, name);
  }

  /** The module has taken the value over. */
  accepted(target: ParameterTarget, value: ConfigValue): void {
    this.#running = withValue(this.running, target, value);
  }
}

export function findParameter(
  { modules }: Configuration,
  moduleId: string,
  implementationId: string,
  name: string,
): ParameterTarget | undefined {
  const module = modules.get(moduleId);
  if (module === undefined || !Object.hasOwn(module.parameters, implementationId)) return undefined;
  const parameter = module.parameters[implementationId]?.find((candidate) => candidate.name === name);
  return parameter && { module, implementationId, parameter };
}

/** A copy with another value; without a change where there is no such parameter any more. */
export function withValue(configuration: Configuration, target: ParameterTarget, value: ConfigValue): Configuration {
  const { module, implementationId, parameter } = target;
  const found = findParameter(configuration, module.id, implementationId, parameter.name);
  if (found === undefined) return configuration;
  const { parameters } = found.module;
  const changed = (parameters[implementationId] ?? []).map((candidate) =>
    candidate === found.parameter ? { ...candidate, value } : candidate,
  );
  const instance = { ...found.module, parameters: { ...parameters, [implementationId]: changed } };
  const { file, settings } = configuration;
  return { file, settings, modules: new Map([...configuration.modules, [module.id, instance]]) };
}
