import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { InterfaceDefinition, Manifest, RequiresEntry, TypeDocument } from '../declarations/types.js';
import type { Bus } from '../wire/bus.js';
import type { ModuleConfigDocument, RuntimeSettings } from '../wire/config-messages.js';
import { isRecord } from '../wire/envelope.js';

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
    fetchRetained<string[]>(bus, clock, topics.interfaces()),
    fetchRetained<string[]>(bus, clock, topics.types()),
    fetchRetained<RuntimeSettings>(bus, clock, topics.settings()),
    fetchRetained<Record<string, string>>(bus, clock, topics.moduleNames()),
  ]);
  const [interfaces, types, manifests] = await Promise.all([
    fetchAll<InterfaceDefinition>(bus, clock, interfaceNames, topics.interfaceDefinition),
    fetchAll<TypeDocument>(bus, clock, typeNames, topics.typeDefinition),
    fetchAll<Manifest>(bus, clock, [...new Set(Object.values(moduleNames))], topics.manifest),
  ]);
  return {
    interfaces,
    types: new Map([...types].map(([name, document]) => [name.replace(/^\//, ''), document])),
    settings,
    moduleNames,
    manifests: new Map([...manifests].map(([name, manifest]) => [name, withDefaults(manifest)])),
  };
}

/** `ignore` travels only when it says something. */
function withDefaults(manifest: Manifest): Manifest {
  const requires = Object.entries(manifest.requires).map(([id, entry]): [string, RequiresEntry] => {
    const { ignore }: Partial<RequiresEntry> = entry;
    return [id, { ...entry, ignore: ignore ?? { errors: false } }];
  });
  return { ...manifest, requires: Object.fromEntries(requires) };
}

async function fetchAll<T>(
  bus: Bus,
  clock: Clock,
  names: readonly string[],
  topicOf: (name: string) => string,
): Promise<Map<string, T>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await fetchRetained<T>(bus, clock, topicOf(name))] as const),
  );
  return new Map(found);
}

async function fetchRetained<T>(bus: Bus, clock: Clock, topic: string): Promise<T> {
  // what the manager publishes was checked by the manager; here only the envelope is
  return (await awaitResponse(bus, clock, topic, async () => undefined)) as T;
}

/** framework.md §16.2 step 2. */
export async function fetchModuleConfig(bus: Bus, clock: Clock, moduleId: string): Promise<ModuleConfigDocument> {
  const request = { type: 'Get', origin: moduleId, request: { type: 'Module' } };
  const reply = await awaitResponse(bus, clock, bus.topics.moduleResponse(moduleId), () =>
    bus.publish(bus.topics.configRequest(), 'ConfigurationRequest', request),
  );
  const response = isRecord(reply) && isRecord(reply['response']) ? reply['response'] : undefined;
  if (!isRecord(reply) || reply['status'] !== 'Ok' || response === undefined || !isRecord(response['data'])) {
    const info =
      isRecord(reply) && typeof reply['status_info'] === 'string' ? reply['status_info'] : 'no usable answer';
    throw new BootstrapFailed(`no configuration for module "${moduleId}": ${info}`);
  }
  return response['data'] as unknown as ModuleConfigDocument;
}

/** Subscribes `topic`, asks, and waits for the next configuration response there. */
export async function awaitResponse(bus: Bus, clock: Clock, topic: string, ask: () => Promise<void>): Promise<unknown> {
  for (let left = TRIES; left > 0; left--) {
    const answer = await waitOnce(bus, clock, topic, ask);
    if (answer !== undefined) return answer.data;
  }
  throw new BootstrapFailed(`no answer on ${topic} within ${(WAIT_MS * TRIES) / 1000} s`);
}

async function waitOnce(
  bus: Bus,
  clock: Clock,
  topic: string,
  ask: () => Promise<void>,
): Promise<{ data: unknown } | undefined> {
  let answered: (answer: { data: unknown } | undefined) => void = () => undefined;
  const answer = new Promise<{ data: unknown } | undefined>((resolve) => (answered = resolve));
  const unsubscribe = await bus.subscribe(topic, ({ type, data }) => {
    if (type === 'ConfigurationResponse') answered({ data });
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
