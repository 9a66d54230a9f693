import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../framework/clock/index.js';
import { defineModule } from '../../framework/runtime/api.js';
import { BootstrapFailed } from '../../framework/runtime/bootstrap.js';
import { Host } from '../../framework/runtime/host.js';
import { ModuleSetupFailed } from '../../framework/runtime/module-runtime.js';
import { MemoryBroker } from '../../framework/wire/memory-broker.js';
import { LogBook } from '../support/log-book.js';
import { mutatedMessages } from './mutations.js';

const envelope = (data: unknown): object => ({ msg_type: 'ConfigurationResponse', data });

const parameter = { name: 'gain', value: 1.5, characteristics: { datatype: 'number', mutability: 'ReadOnly' } };

/** What a manager tells the module `one` on each topic. */
const metadata: Readonly<Record<string, object>> = {
  'e/interfaces': envelope(['demo']),
  'e/interface_definitions/demo': envelope({
    cmds: { reset: { arguments: { hard: { type: 'boolean' } }, result: { type: 'null' } } },
    vars: { reading: { type: 'object', $ref: '/demo#/Reading', qos: 2 } },
    errors: { demo: { Hot: { name: 'Hot', description: 'd', namespace: 'demo' } } },
  }),
  'e/types': envelope(['/demo']),
  'e/type_definitions/demo': envelope({ Reading: { type: 'object', properties: { power: { type: 'number' } } } }),
  'e/settings': envelope({
    ...{ prefix: '/p', etc_dir: '/p/etc', data_dir: '/p/share', modules_dir: '/p/modules' },
    ...{ telemetry_prefix: 't/', telemetry_enabled: false, validate_schema: true, forward_exceptions: false },
  }),
  'e/manifests/Demo': envelope({
    description: 'd',
    ...{ enable_external_mqtt: true, enable_telemetry: true, enable_global_errors: true },
    metadata: { license: 'l', authors: ['a'] },
    provides: { main: { description: 'd', interface: 'demo', config: {} } },
    requires: { meters: { interface: 'demo', min_connections: 0, max_connections: 8, ignore: { errors: false } } },
  }),
  'e/module_names': envelope({ one: 'Demo', two: 'Demo' }),
  'e/modules/one/response': envelope({
    status: 'Ok',
    status_info: '',
    type: 'Get',
    response: {
      type: 'Module',
      data: {
        module_config: {
          ...{ standalone: false, module_name: 'Demo', module_id: 'one', telemetry_enabled: false, access: null },
          configuration_parameters: { '!module': [parameter], main: [] },
          connections: { meters: [{ module_id: 'two', implementation_id: 'main', requirement: { id: 'meters' } }] },
          mapping: { module: { evse: 1, connector: 1 } },
        },
        mappings: { one: { module: { evse: 1 } }, two: null },
      },
    },
  }),
};

/** How a module fares that is told `damaged` in place of what belongs on `topic`. */
async function boot(topic: string, damaged: string | undefined): Promise<unknown> {
  const broker = new MemoryBroker();
  const clock = new ManualClock();
  for (const [name, document] of Object.entries(metadata))
    broker.publish(name, name === topic && damaged !== undefined ? damaged : JSON.stringify(document), true);
  const failures: unknown[] = [];
  const host = new Host({
    modules: [
      { id: 'one', definition: defineModule(({ provides }) => provides['main']?.implement({ reset: () => null })) },
    ],
    openConnection: async () => broker.connect(),
    everestPrefix: 'e/',
    externalPrefix: '',
    clock,
    wallClock: clock,
    random: () => 0.5,
    log: new LogBook().logger,
    onFailure: (_id, cause) => void failures.push(cause),
  });
  const outcome = host.start().then(
    () => 'ready',
    (error: unknown) => error,
  );
  await clock.advance(10_000);
  await host.close();
  return failures[0] ?? (await outcome);
}

describe('framework.md §16 · mutated start-up documents', () => {
  test('the documents as they are start the module', async () => {
    expect(await boot('', undefined)).toBe('ready');
  });

  test.each(Object.keys(metadata))('%s: the module starts or says why not', async (topic) => {
    const outcomes = new Set<string>();

    for (const { text } of mutatedMessages([metadata[topic] ?? {}], 400, 16)) {
      const outcome = await boot(topic, text);
      const isOrderly =
        outcome === 'ready' || outcome instanceof BootstrapFailed || outcome instanceof ModuleSetupFailed;
      outcomes.add(isOrderly ? 'in order' : `${String(outcome)} at ${text}`);
    }

    expect([...outcomes]).toEqual(['in order']);
  });
});
