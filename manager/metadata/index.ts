import type { Declarations, Manifest } from '../../framework/declarations/index.js';
import { frameworkSchemas } from '../../framework/declarations/index.js';
import type { Bus } from '../../framework/wire/bus.js';
import type { RuntimeSettings } from '../../framework/wire/config-messages.js';
import type { Configuration } from '../config/configuration.js';
import type { RuntimePaths } from '../config/runtime-paths.js';

/** framework.md §16.1: the retained start-up topics, in their order. */
export class MetadataTopics {
  readonly #bus: Bus;
  readonly #published = new Set<string>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  async publish(configuration: Configuration, declarations: Declarations, paths: RuntimePaths): Promise<void> {
    const { topics } = this.#bus;
    const modules = [...configuration.modules.values()];
    const manifests = new Map(modules.map(({ module, manifest }) => [module, manifest]));
    const provided = [...manifests.values()].flatMap(({ provides }) => Object.values(provides));
    const interfaces = [...new Set(provided.map((entry) => entry.interface))].sort();
    const types = configuration.settings.validateSchema ? declarations.typeDocumentNames() : [];
    const moduleNames = Object.fromEntries(modules.map(({ id, module }) => [id, module]));
    await Promise.all([
      this.#retain(topics.interfaces(), interfaces),
      ...interfaces.map((name) => this.#retain(topics.interfaceDefinition(name), declarations.wireInterface(name))),
      this.#retain(
        topics.types(),
        types.map((name) => `/${name}`),
      ),
      ...types.map((name) => this.#retain(topics.typeDefinition(name), declarations.typeDocument(name))),
      this.#retain(topics.settings(), runtimeSettings(configuration, paths)),
      ...(configuration.settings.validateSchema ? [this.#retain(topics.schemas(), frameworkSchemas)] : []),
      ...[...manifests].sort().map(([name, manifest]) => this.#retain(topics.manifest(name), wireManifest(manifest))),
      this.#retain(topics.moduleNames(), moduleNames),
    ]);
  }

  /** Removes everything that was published, as no module needs it any more. */
  async clear(): Promise<void> {
    const topics = [...this.#published];
    this.#published.clear();
    await Promise.all(topics.map((topic) => this.#bus.publishText(topic, '', { qos: 0, retain: true })));
  }

  #retain(topic: string, data: unknown): Promise<void> {
    this.#published.add(topic);
    return this.#bus.publish(topic, 'ConfigurationResponse', data, true);
  }
}

function runtimeSettings({ settings }: Configuration, paths: RuntimePaths): RuntimeSettings {
  return {
    prefix: paths.prefix,
    etc_dir: paths.etcDir,
    data_dir: paths.dataDir,
    modules_dir: paths.modulesDir,
    telemetry_prefix: settings.telemetryPrefix,
    telemetry_enabled: settings.telemetryEnabled,
    validate_schema: settings.validateSchema,
    forward_exceptions: settings.forwardExceptions,
  };
}

/** Manifests travel with their defaults, without the module-level `config`, and with `ignore` only where it says something. */
function wireManifest(manifest: Manifest): object {
  const { config: _config, requires, ...rest } = manifest;
  const wired = Object.entries(requires).map(([id, { ignore, ...entry }]) => {
    return [id, ignore.errors || ignore.vars !== undefined ? { ...entry, ignore } : entry] as const;
  });
  return { ...rest, requires: Object.fromEntries(wired) };
}
