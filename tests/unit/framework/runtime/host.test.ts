import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import type { Declarations } from '../../../../framework/declarations/index.js';
import { defineModule } from '../../../../framework/runtime/api.js';
import { Host, type HostOptions } from '../../../../framework/runtime/host.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import { wrapTransport } from '../../../../framework/wire/wrap-transport.js';
import type { RuntimePaths } from '../../../../manager/config/runtime-paths.js';
import { ConfigRequests } from '../../../../manager/config-service/index.js';
import { MetadataTopics } from '../../../../manager/metadata/index.js';
import { LogBook } from '../../../support/log-book.js';
import { smallSystem } from '../../manager/small-system.js';

const paths = { prefix: '/p', etcDir: '/p/etc', dataDir: '/p/share', modulesDir: '/p/modules' } as RuntimePaths;

let broker: MemoryBroker;
let clock: ManualClock;
let manager: Bus;
let failures: string[];

beforeEach(() => {
  broker = new MemoryBroker();
  clock = new ManualClock();
  manager = new Bus(broker.connect(), 'e/', new LogBook().logger);
  failures = [];
});

/** Does what the manager does for the modules of the small system. */
async function serve(): Promise<void> {
  const declarations = {
    wireInterface: () => ({ cmds: {}, vars: {}, errors: {} }),
    typeDocumentNames: () => [],
  } as unknown as Declarations;
  const log = new LogBook().logger;
  await new ConfigRequests({
    bus: manager,
    configuration: smallSystem(),
    clock,
    log,
    own: 'manager_1',
    stores: [],
    status: () => 'Starting',
  }).start();
  await new MetadataTopics(manager).publish(smallSystem(), declarations, paths);
}

function host(hooks: { shutdown?: () => void | Promise<void> } = {}, options: Partial<HostOptions> = {}): Host {
  return new Host({
    modules: ['display', 'meter_1'].map((id) => ({ id, definition: defineModule(() => hooks) })),
    openConnection: async () => broker.connect(),
    everestPrefix: 'e/',
    externalPrefix: '',
    clock,
    wallClock: clock,
    random: () => 0.5,
    log: new LogBook().logger,
    onFailure: (id, cause) => void failures.push(`${String(id)}: ${String(cause)}`),
    ...options,
  });
}

async function readyModules(): Promise<string[]> {
  const ready: string[] = [];
  for (const id of ['display', 'meter_1']) await manager.subscribe(`e/modules/${id}/ready`, () => void ready.push(id));
  return ready;
}

describe('framework.md §16.2 · bootstrap', () => {
  test('every module of the host becomes ready', async () => {
    const ready = await readyModules();
    await serve();

    await host().start();
    await clock.settle();

    expect([ready, failures]).toEqual([['display', 'meter_1'], []]);
  });

  test('what comes only after 5 s is asked for again', async () => {
    const starting = host().start();
    await clock.advance(4000);

    await serve();
    // the request for the configuration was lost, so it is the second one that is answered
    await clock.advance(3999);

    await expect(starting).resolves.toBeUndefined();
  });

  test('without an answer within two times 5 s it fails and says on which topic', async () => {
    const outcome = host()
      .start()
      .catch((error: unknown) => error);

    await clock.advance(10_000);

    expect(await outcome).toMatchObject({
      code: 'MODULE_BOOTSTRAP',
      message: expect.stringMatching(/^no answer on e\/.* within 10 s$/),
    });
  });

  test('a module that the manager does not know is named', async () => {
    await serve();

    const starting = host({}, { modules: [{ id: 'nobody', definition: defineModule(() => undefined) }] }).start();

    await expect(starting).rejects.toThrow('no configuration for module "nobody": Unknown origin module: nobody');
  });
});

describe('framework.md §20 · end', () => {
  test('a shutdown over the bus is passed on, as the process has to end with its modules', async () => {
    let asked = 0;
    await serve();
    await host({}, { onShutdown: () => void (asked += 1) }).start();

    await manager.publishText('e/shutdown', 'true', { qos: 2 });
    await clock.settle();

    expect(asked).toBe(1);
  });

  test('each shutdown handler runs once, however often it is asked', async () => {
    let shutdowns = 0;
    await serve();
    const running = host({ shutdown: () => void (shutdowns += 1) });
    await running.start();

    await Promise.all([running.close(), running.close()]);
    await running.close();

    expect(shutdowns).toBe(2);
  });

  test('framework.md §22 · a handler that hangs is given 5 s', async () => {
    let closed = false;
    await serve();
    const running = host({ shutdown: () => new Promise(() => undefined) });
    await running.start();

    void running.close().then(() => (closed = true));
    await clock.advance(4999);
    const before = closed;
    await clock.advance(1);

    expect([before, closed]).toEqual([false, true]);
  });

  test('a host that is closed while it connects starts no module', async () => {
    const ready = await readyModules();
    let connected: () => void = () => undefined;
    await serve();
    const running = host(
      {},
      {
        openConnection: async () => {
          await new Promise<void>((resolve) => (connected = resolve));
          return broker.connect();
        },
      },
    );

    const starting = running.start();
    await running.close();
    connected();
    await starting;
    await clock.settle();

    expect([ready, failures]).toEqual([[], []]);
  });

  test('a lost connection is a failure of the host, once', async () => {
    let lose: (reason: string) => void = () => undefined;
    await serve();
    const onLost = (handler: (reason: string) => void): void => void (lose = handler);
    await host({}, { openConnection: async () => wrapTransport(broker.connect(), { onLost }) }).start();

    lose('socket closed');
    lose('socket closed');

    expect(failures).toEqual(['undefined: ConnectionLost: connection to the broker lost: socket closed']);
  });
});
