import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { ForeignSystem } from './foreign-system.js';

let system: ForeignSystem;
const clients: RawMqtt[] = [];

beforeEach(async () => {
  system = await ForeignSystem.create();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await system.close();
});

/** A module that was started by hand: it asks for its configuration, reads the retained metadata and is ready. */
async function startByHand(id: string): Promise<RawMqtt> {
  const client = await RawMqtt.connect(system.port, 'everest/#');
  clients.push(client);
  await client.publish('everest/config/request', {
    msg_type: 'ConfigurationRequest',
    data: { type: 'Get', origin: id, request: { type: 'Module' } },
  });
  await client.until(({ topic }) => topic === `everest/modules/${id}/response`);
  return client;
}

function readyMessage(client: RawMqtt, id: string): Promise<unknown> {
  return client.publish(`everest/modules/${id}/ready`, { msg_type: 'ModuleReady', data: true });
}

function globalReadies(client: RawMqtt): number {
  return client.seen.filter(({ topic, retain }) => topic === 'everest/ready' && !retain).length;
}

const modules = { here: { module: 'Teller' }, there: { module: 'Teller', standalone: true } };

describe('§37 row 21 · standalone and ignored modules', () => {
  test('a standalone module is not started, but waited for as long as it takes', async () => {
    system.start({ modules });
    await system.pid('here');
    await system.ready('here');
    await system.pipe.until('WAITING_FOR_STANDALONE_MODULES');
    const startedHere = system.processOf('there');

    const client = await startByHand('there');
    const names = await client.until(({ topic, retain }) => topic === 'everest/module_names' && retain);
    const before = system.pipe.lines.includes('ALL_MODULES_STARTED');
    await readyMessage(client, 'there');
    await system.pipe.until('ALL_MODULES_STARTED');
    await client.until(({ topic }) => topic === 'everest/ready');

    expect([startedHere, before]).toEqual([undefined, false]);
    expect(names.payload).toMatchObject({ data: { here: 'Teller', there: 'Teller' } });
    expect(await system.manager.stop()).toBe(0);
  });

  test('--standalone does the same, and the log says who is waited for and how it is started', async () => {
    system.start({ modules: { here: { module: 'Teller' }, there: { module: 'Teller' } }, args: ['-s', 'there'] });
    await system.pid('here');
    await system.ready('here');
    await system.pipe.until('WAITING_FOR_STANDALONE_MODULES');

    expect(system.processOf('there')).toBeUndefined();
    expect(system.manager.stderr).toContain('"modules":["there"],"msg":"waiting for standalone modules"');
    expect(system.manager.stderr).toContain(
      `"module":"there","command":"${system.modules}/Teller/Teller --prefix ${system.prefix} --module there `,
    );
  });

  test('an ignored module is neither started nor waited for, but configured', async () => {
    system.start({ modules: { here: { module: 'Teller' }, gone: { module: 'Teller' } }, args: ['--ignore', 'gone'] });
    await system.pid('here');
    const bus = await system.bus();
    const names = await bus.until(({ topic }) => topic === 'everest/module_names');
    await system.ready('here');
    await system.pipe.until('ALL_MODULES_STARTED');

    expect(system.processOf('gone')).toBeUndefined();
    expect(names.payload).toMatchObject({ data: { here: 'Teller', gone: 'Teller' } });
  });

  test('a module that ends does not end the manager when somebody else has started it', async () => {
    system.start({ modules });
    await system.pid('here');
    await system.ready('here');
    const client = await startByHand('there');
    await readyMessage(client, 'there');
    await system.pipe.until('ALL_MODULES_STARTED');

    await client.close();
    await system.bus();

    expect(await system.manager.stop()).toBe(0);
  });

  test('§13.4 · one that starts again finds the metadata with --retain-topics, and is told that all are ready', async () => {
    system.start({ modules, args: ['--retain-topics'] });
    await system.pid('here');
    await system.ready('here');
    const first = await startByHand('there');
    await readyMessage(first, 'there');
    await first.until(({ topic }) => topic === 'everest/ready');

    const second = await startByHand('there');
    await second.until(({ topic, retain }) => topic === 'everest/manifests/Teller' && retain);
    const before = globalReadies(second);
    await readyMessage(second, 'there');
    await second.until(({ topic }) => topic === 'everest/ready');

    expect([before, globalReadies(second)]).toEqual([0, 1]);
    expect(system.pipe.lines.filter((line) => line === 'ALL_MODULES_STARTED')).toHaveLength(1);
  });

  test('§16.1 · without --retain-topics the metadata is gone when all are ready', async () => {
    system.start({ modules });
    await system.pid('here');
    await system.ready('here');
    const first = await startByHand('there');
    await readyMessage(first, 'there');
    await first.until(({ topic }) => topic === 'everest/ready');

    const second = await startByHand('there');
    // what is retained comes before the answer to what is published now
    await second.publish('everest/probe', '{}');
    await second.until(({ topic }) => topic === 'everest/probe');

    expect(second.seen.filter(({ retain }) => retain)).toEqual([]);
  });

  test('a module that is not standalone and says ready again repeats nothing', async () => {
    system.start({ modules: { here: { module: 'Teller' } } });
    await system.pid('here');
    const bus = await system.bus();
    await system.ready('here');
    await bus.until(({ topic }) => topic === 'everest/ready');

    await readyMessage(bus, 'here');
    await bus.publish('everest/probe', '{}');
    await bus.until(({ topic }) => topic === 'everest/probe');

    expect(globalReadies(bus)).toBe(1);
  });
});
