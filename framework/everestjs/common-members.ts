import type { Callbacks } from './callbacks.js';
import { define, defineMissing, membersOf } from './define.js';
import { EverestjsMisuse, requireFunction } from './errors.js';
import type { BootDocument, ConfigValues, CoreLink } from './messages.js';

export interface CommonMembers {
  /** Gives the members that `module_setup` and `mod` share to one of them. */
  addTo(target: object): void;
}

/** framework.md §26.3: `info`, `config`, `mqtt` and `telemetry`, the same objects in set-up and in `mod`. */
export function createCommonMembers(document: BootDocument, link: CoreLink, callbacks: Callbacks): CommonMembers {
  const info = createInfo(document);
  const config = createConfig(document);
  const mqtt = document.externalMqtt ? createMqtt(link, callbacks) : undefined;
  const telemetry = document.telemetry ? createTelemetry(link) : undefined;
  return {
    addTo(target) {
      define(target, 'config', config);
      define(target, 'info', info);
      addOptional(target, 'mqtt', mqtt, 'enable_external_mqtt');
      addOptional(target, 'telemetry', telemetry, 'enable_telemetry');
    },
  };
}

function addOptional(target: object, name: string, value: object | undefined, flag: string): void {
  if (value !== undefined) define(target, name, value);
  else
    defineMissing(
      target,
      name,
      () => new EverestjsMisuse(`${name} needs "${flag}: true" in the manifest of the module`),
    );
}

export function printableIdentifier({ id, name }: BootDocument['info']): string {
  return `${id}:${name}`;
}

function createInfo({ info }: BootDocument): object {
  const paths = {};
  define(paths, 'etc', info.paths.etc);
  define(paths, 'libexec', info.paths.libexec);
  define(paths, 'share', info.paths.share);
  const members = {};
  define(members, 'name', info.name);
  define(members, 'id', info.id);
  define(members, 'printable_identifier', printableIdentifier(info));
  define(members, 'paths', paths);
  define(members, 'telemetry_enabled', info.telemetryEnabled);
  return members;
}

function createConfig({ config }: BootDocument): object {
  const members = {};
  define(members, 'module', valuesOf(config.module));
  define(
    members,
    'impl',
    membersOf(Object.keys(config.impl), (id) => valuesOf(config.impl[id] ?? null)),
  );
  return members;
}

function valuesOf(values: ConfigValues): object | null {
  return values && membersOf(Object.keys(values), (name) => values[name]);
}

function createMqtt(link: CoreLink, callbacks: Callbacks): object {
  const subscribed = new Set<string>();
  const mqtt = {};
  define(mqtt, 'publish', (topic: unknown, data: unknown): void =>
    link.send({ op: 'publish-topic', topic: String(topic), payload: String(data) }),
  );
  define(mqtt, 'subscribe', (topic: unknown, handler: unknown): void => {
    const filter = String(topic);
    requireFunction(handler, `the handler of topic ${filter}`);
    if (subscribed.has(filter)) throw new EverestjsMisuse(`topic ${filter} is subscribed already`);
    subscribed.add(filter);
    link.send({ op: 'subscribe-topic', topic: filter, handler: callbacks.addValue(`topic ${filter}`, handler) });
  });
  return mqtt;
}

/** `publish(category, subcategory, values)` or `publish(category, subcategory, type, values)`; does nothing with other arguments. */
function createTelemetry(link: CoreLink): object {
  const publish = (category: unknown, subcategory: unknown, type: unknown, values: unknown): void =>
    link.send({
      op: 'telemetry',
      category: String(category),
      subcategory: String(subcategory),
      type: String(type),
      values: telemetryValues(values),
    });
  const telemetry = {};
  define(telemetry, 'publish', (...args: readonly unknown[]): void => {
    if (args.length === 3) publish(args[0], args[1], args[1], args[2]);
    if (args.length === 4) publish(args[0], args[1], args[2], args[3]);
  });
  return telemetry;
}

/** Texts, numbers and booleans; everything else is dropped. */
function telemetryValues(values: unknown): Record<string, string | number | boolean> {
  if (typeof values !== 'object' || values === null) return {};
  const usable = (entry: [string, unknown]): entry is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof entry[1]);
  return Object.fromEntries(Object.entries(values).filter(usable));
}
