import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RealClock } from '../../../framework/clock/index.js';
import { defineModule, type ConfigService, type ModuleDefinition } from '../../../framework/index.js';
import { Host } from '../../../framework/runtime/host.js';
import { Bus } from '../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../framework/wire/memory-broker.js';
import { silentLogger } from '../../../lib/log/logger.js';
import { openConfiguration, type OpenResult } from '../../../manager/config/index.js';
import { ConfigRequests, UserConfigFile } from '../../../manager/config-service/index.js';
import { MetadataTopics } from '../../../manager/metadata/index.js';
import { root, temporaryFolder } from '../../support/manager-process.js';

/** The manager's side and the modules' side of the configuration service, on one bus. */

const prefix = join(root, 'tests/fixtures/config-service');

let folder: ReturnType<typeof temporaryFolder>;
let config: string;
let host: Host | undefined;
const services = new Map<string, ConfigService>();
const seen: string[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  config = join(folder.path, 'blinkers.yaml');
  writeFileSync(config, readFileSync(join(prefix, 'config/blinkers.yaml')));
  services.clear();
  seen.length = 0;
});

afterEach(async () => {
  await host?.close();
  host = undefined;
  folder.remove();
});

/** A module that takes over every label but an empty one. */
const blinker: ModuleDefinition = defineModule((context) => {
  services.set(context.info.id, context.configService);
  const service = context.configService as unknown as ConfigService<{
    module: { label: string };
    implementations: Record<string, object>;
  }>;
  service.onChange('label', async (label) => {
    seen.push(`${context.info.id} ${label}`);
    return label === '' ? { rejected: 'empty' } : ('Accepted' as const);
  });
});

async function start(): Promise<void> {
  const opened: OpenResult = openConfiguration({ prefix, config, env: {} });
  const { configuration, declarations, paths } = opened;
  if (configuration === undefined) throw new Error('the fixture has errors');
  const broker = new MemoryBroker();
  const clock = new RealClock();
  const { everestPrefix } = configuration.settings;
  const bus = new Bus(broker.connect(), everestPrefix, silentLogger);
  const stores = [new UserConfigFile(config)];
  const common = { clock, log: silentLogger, own: 'manager', stores };
  await new ConfigRequests({ ...common, bus, configuration, status: () => 'Running' }).start();
  await new MetadataTopics(bus).publish(configuration, declarations, paths);
  host = new Host({
    modules: ['left', 'right'].map((id) => ({ id, definition: blinker })),
    openConnection: async () => broker.connect(),
    everestPrefix,
    externalPrefix: '',
    clock,
    wallClock: clock,
    random: () => 0.5,
    log: silentLogger,
    onFailure: (id, cause) => void seen.push(`${String(id)} failed: ${String(cause)}`),
  });
  await host.start();
}

function service(id: string): ConfigService {
  const found = services.get(id);
  if (found === undefined) throw new Error(`${id} is not set up`);
  return found;
}

const label = { moduleId: 'left', parameter: 'label' };

describe('framework.md §21 · from module to module', () => {
  test('one changes a value of another, which takes it over; it is stored and read back', async () => {
    await start();

    const outcome = await service('right').set(label, 'changed');

    expect({ outcome, seen }).toEqual({ outcome: { status: 'Accepted', info: '' }, seen: ['left changed'] });
    expect(await service('right').get(label)).toBe('changed');
    expect(JSON.parse(readFileSync(join(folder.path, 'user-config/blinkers.yaml'), 'utf8'))).toEqual({
      active_modules: { left: { config_module: { label: 'changed' } } },
    });
  });

  test('a refused value is stored all the same', async () => {
    await start();

    const outcome = await service('right').set(label, '');

    expect(outcome).toEqual({ status: 'RebootRequired', info: 'Runtime change rejected by module' });
    expect(await service('left').get(label)).toBe('left');
    await host?.close();
    await start();
    expect(await service('left').get(label)).toBe('');
  });

  test('a module changes a value of its own', async () => {
    await start();

    expect(await service('left').set(label, 'mine')).toEqual({ status: 'Accepted', info: '' });
    expect(seen).toEqual(['left mine']);
  });

  test('without rights there is nothing to read, to set or to list', async () => {
    await start();
    const foreign = { ...label, moduleId: 'right' };
    const denied = 'Access to config item denied: left cannot access right';

    await expect(service('left').get(foreign)).rejects.toThrow(denied);
    await expect(service('left').set(foreign, 'x')).rejects.toThrow(denied);
    expect(Object.keys(await service('left').getAll())).toEqual(['left']);
    expect(Object.keys(await service('right').getAll())).toEqual(['left', 'right']);
  });

  test('mappings are those of the configuration', async () => {
    await start();

    expect(await service('right').getAllMappings()).toEqual({
      left: { module: { evse: 1, connector: 2 }, implementations: { main: { evse: 3 } } },
      right: null,
    });
  });

  test('many requests at once are answered one by one, each with its own answer', async () => {
    await start();
    const left = service('left');

    const answers = await Promise.all([
      left.get(label),
      left.get({ ...label, parameter: 'interval' }),
      left.set({ ...label, parameter: 'quiet' }, true),
      left.getAllMappings(),
      left.get({ moduleId: 'left', implementationId: 'main', parameter: 'gain' }),
    ]);

    expect(answers).toEqual([
      'left',
      500,
      { status: 'RebootRequired', info: '' },
      expect.objectContaining({ left: expect.anything() }),
      1.5,
    ]);
  });
});
