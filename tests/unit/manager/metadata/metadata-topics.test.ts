import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Declarations } from '../../../../framework/declarations/index.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { RuntimePaths } from '../../../../manager/config/runtime-paths.js';
import { MetadataTopics } from '../../../../manager/metadata/index.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';
import { smallSystem } from '../small-system.js';

const paths = {
  prefix: '/opt/ev',
  etcDir: '/opt/ev/etc/everest',
  dataDir: '/opt/ev/share/everest',
  modulesDir: '/opt/ev/libexec/everest/modules',
} as RuntimePaths;

const declarations = {
  wireInterface: (name: string) => ({ cmds: {}, vars: {}, errors: {}, name }),
  typeDocumentNames: () => ['energy', 'units'],
  typeDocument: (name: string) => ({ [name]: { type: 'object' } }),
} as unknown as Declarations;

let broker: MemoryBroker;
let metadata: MetadataTopics;
let order: string[];

beforeEach(async () => {
  broker = new MemoryBroker();
  order = [];
  const spy = broker.connect();
  spy.onMessage(({ topic, payload }) => void order.push(payload === '' ? `-${topic}` : topic));
  await spy.subscribe([{ filter: '#', qos: 2 }]);
  metadata = new MetadataTopics(new Bus(broker.connect(), 'e/', new LogBook().logger));
});

function data(topic: string): unknown {
  return (JSON.parse(broker.retained.get(topic) ?? '{}') as { data?: unknown }).data;
}

describe('framework.md §16.1 · metadata topics', () => {
  test('come in their order, all retained', async () => {
    await metadata.publish(smallSystem({ validateSchema: true }), declarations, paths);
    await settled();

    expect(order).toEqual([
      'e/interfaces',
      'e/interface_definitions/demo_display',
      'e/interface_definitions/demo_meter',
      'e/types',
      'e/type_definitions/energy',
      'e/type_definitions/units',
      'e/settings',
      'e/schemas',
      'e/manifests/DemoDisplay',
      'e/manifests/DemoMeter',
      'e/module_names',
    ]);
    expect([...broker.retained.keys()]).toEqual(order);
  });

  test('without validation there are neither types nor schemas', async () => {
    await metadata.publish(smallSystem(), declarations, paths);

    expect(data('e/types')).toEqual([]);
    expect([...broker.retained.keys()].filter((topic) => /type_definitions|schemas/.test(topic))).toEqual([]);
  });

  test('type names start with a slash, and each announced one has its definition', async () => {
    await metadata.publish(smallSystem({ validateSchema: true }), declarations, paths);

    expect(data('e/types')).toEqual(['/energy', '/units']);
    expect(data('e/type_definitions/energy')).toEqual({ energy: { type: 'object' } });
    expect(Object.keys(data('e/schemas') as object).sort()).toEqual([
      'config',
      'error_declaration_list',
      'interface',
      'manifest',
      'type',
    ]);
  });

  test('settings have all eight keys', async () => {
    await metadata.publish(smallSystem({ forwardExceptions: true }), declarations, paths);

    expect(data('e/settings')).toEqual({
      prefix: '/opt/ev',
      etc_dir: '/opt/ev/etc/everest',
      data_dir: '/opt/ev/share/everest',
      modules_dir: '/opt/ev/libexec/everest/modules',
      telemetry_prefix: 'telemetry/',
      telemetry_enabled: false,
      validate_schema: false,
      forward_exceptions: true,
    });
  });

  test('manifests have no config of the module, and name what is ignored only where something is', async () => {
    await metadata.publish(smallSystem(), declarations, paths);

    const manifest = data('e/manifests/DemoDisplay');

    expect(manifest).not.toHaveProperty('config');
    expect(manifest).toHaveProperty('metadata.authors');
    expect(manifest).toHaveProperty('enable_global_errors', false);
    expect(manifest).toHaveProperty('requires', {
      meters: { interface: 'demo_meter', min_connections: 0, max_connections: 8 },
      quiet: { interface: 'demo_meter', min_connections: 0, max_connections: 1, ignore: { errors: true } },
    });
  });

  test('module names go from id to type', async () => {
    await metadata.publish(smallSystem(), declarations, paths);

    expect(data('e/module_names')).toEqual({ display: 'DemoDisplay', meter_1: 'DemoMeter', meter_2: 'DemoMeter' });
  });

  test('clearing removes each of them in the same order, once', async () => {
    await metadata.publish(smallSystem(), declarations, paths);
    await settled();
    const published = order.splice(0);

    await metadata.clear();
    await metadata.clear();
    await settled();

    expect(order).toEqual(published.map((topic) => `-${topic}`));
    expect(broker.retained.size).toBe(0);
  });
});
