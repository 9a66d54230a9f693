import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { InterfaceDefinition, Manifest, TypeDocument } from '../declarations/types.js';
import type { Bus } from '../wire/bus.js';
import type { ModuleConfigDocument, RuntimeSettings } from '../wire/config-messages.js';
import { isRecord } from '../../lib/json/is-record.js';
import {
  readInterface,
  readManifest,
  readModuleConfig,
  readModuleNames,
  readNames,
  readSettings,
  readTypeDocument,
  type MetadataReader,
} from './read-metadata.js';

/** framework.md §16.1: what the manager publishes for all modules. */
export interface SystemMetadata {
  readonly interfaces: ReadonlyMap<string, InterfaceDefinition>;
  readonly types: ReadonlyMap<string, TypeDocument>;
  readonly settings: RuntimeSettings;
  /** Module id to module type. */
  readonly moduleNames: Readonly<Record<string, string>>;
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** framework.md §16.2: each wait has 5 s and is repeated once. */
const WAIT_MS = 5000;
const TRIES = 2;

export class BootstrapFailed extends EverestError {
  constructor(message: string) {
    super('MODULE_BOOTSTRAP', message);
  }
}

/** Reads the retained metadata once; all modules of a host share it. */
export async function fetchMetadata(bus: Bus, clock: Clock): Promise<SystemMetadata> {
  const { topics } = bus;
  const [interfaceNames, typeNames, settings, moduleNames] = await Promise.all([
    fetchRetained(bus, clock, topics.interfaces(), readNames),
    fetchRetained(bus, clock, topics.types(), readNames),
    fetchRetained(bus, clock, topics.settings(), readSettings),
    fetchRetained(bus, clock, topics.moduleNames(), readModuleNames),
  ]);
  const [interfaces, types, manifests] = await Promise.all([
    fetchAll(bus, clock, interfaceNames, topics.interfaceDefinition, readInterface),
    fetchAll(bus, clock, typeNames, topics.typeDefinition, readTypeDocument),
    fetchAll(bus, clock, [...new Set(Object.values(moduleNames))], topics.manifest, readManifest),
  ]);
  return {
    interfaces,
    types: new Map([...types].map(([name, document]) => [name.replace(/^\//, ''), document])),
    settings,
    moduleNames,
    manifests,
  };
}

async function fetchAll<T>(
  bus: Bus,
  clock: Clock,
  names: readonly string[],
  topicOf: (name: string) => string,
  read: MetadataReader<T>,
): Promise<Map<string, T>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await fetchRetained(bus, clock, topicOf(name), read)] as const),
  );
  return new Map(found);
}

/** A document that cannot be used is no answer: the right one may still come. */
async function fetchRetained<T>(bus: Bus, clock: Clock, topic: string, read: MetadataReader<T>): Promise<T> {
  let found: ReturnType<MetadataReader<T>> | undefined;
  const fits = (data: unknown): boolean => (found = read(data)).ok;
  const unusable = (): string | undefined => (found?.ok === false ? found.reason : undefined);
  await awaitResponse(bus, clock, topic, async () => undefined, fits, unusable);
  if (found?.ok !== true) throw new BootstrapFailed(`no usable document on ${topic}`);
  return found.value;
}

/** framework.md §16.2 step 2. */
export async function fetchModuleConfig(bus: Bus, clock: Clock, moduleId: string): Promise<ModuleConfigDocument> {
  const reply = await askConfigService(
    bus,
    clock,
    { type: 'Get', origin: moduleId, request: { type: 'Module' } },
    (response) => response === undefined || response['type'] === 'Module',
  );
  const response = isRecord(reply['response']) ? reply['response'] : undefined;
  if (reply['status'] !== 'Ok' || response === undefined || !isRecord(response['data'])) {
    const info = typeof reply['status_info'] === 'string' ? reply['status_info'] : 'no usable answer';
    throw new BootstrapFailed(`no configuration for module "${moduleId}": ${info}`);
  }
  const document = readModuleConfig(response['data']);
  if (document.ok) return document.value;
  throw new BootstrapFailed(`the configuration of module "${moduleId}" is of no use: ${document.reason}`);
}

export interface ConfigServiceRequest {
  readonly type: 'Get' | 'Set';
  readonly origin: string;
  readonly request: object;
}

/**
 * framework.md §21.1: one request and its reply. Replies carry no id, so one of another type, or one whose `response`
 * does not fit, is somebody else's in the name of the same module. `response` is undefined for an error without one.
 */
export async function askConfigService(
  bus: Bus,
  clock: Clock,
  request: ConfigServiceRequest,
  fits: (response: Record<string, unknown> | undefined) => boolean,
): Promise<Record<string, unknown>> {
  const ask = (): Promise<void> => bus.publish(bus.topics.configRequest(), 'ConfigurationRequest', request);
  const isOurs = (reply: unknown): boolean => {
    if (!isRecord(reply) || (reply['type'] ?? request.type) !== request.type) return false;
    return fits(isRecord(reply['response']) ? reply['response'] : undefined);
  };
  // only records pass
  return (await awaitResponse(bus, clock, bus.topics.moduleResponse(request.origin), ask, isOurs)) as Record<
    string,
    unknown
  >;
}

/** Subscribes `topic`, asks, and waits for the next configuration response there that fits; `unusable` says why others do not. */
export async function awaitResponse(
  bus: Bus,
  clock: Clock,
  topic: string,
  ask: () => Promise<void>,
  fits: (data: unknown) => boolean = () => true,
  unusable: () => string | undefined = () => undefined,
): Promise<unknown> {
  for (let left = TRIES; left > 0; left--) {
    const answer = await waitOnce(bus, clock, topic, ask, fits);
    if (answer !== undefined) return answer.data;
  }
  const reason = unusable();
  throw new BootstrapFailed(
    `no ${reason === undefined ? '' : 'usable '}answer on ${topic} within ${(WAIT_MS * TRIES) / 1000} s${reason === undefined ? '' : `: ${reason}`}`,
  );
}

async function waitOnce(
  bus: Bus,
  clock: Clock,
  topic: string,
  ask: () => Promise<void>,
  fits: (data: unknown) => boolean,
): Promise<{ data: unknown } | undefined> {
  let answered: (answer: { data: unknown } | undefined) => void = () => undefined;
  const answer = new Promise<{ data: unknown } | undefined>((resolve) => (answered = resolve));
  const unsubscribe = await bus.subscribe(topic, ({ type, data }) => {
    if (type === 'ConfigurationResponse' && fits(data)) answered({ data });
  });
  const timer = clock.setTimeout(() => answered(undefined), WAIT_MS);
  try {
    await ask();
    return await answer;
  } finally {
    timer.cancel();
    unsubscribe();
  }
}
