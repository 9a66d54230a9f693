import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RawMqtt } from '../../support/raw-mqtt.js';
import { WatchedManager } from '../../support/watched-manager.js';

let manager: WatchedManager;
let spy: RawMqtt;

const dataOf = (topic: string): unknown => manager.dataOf(topic);

function texts(topic: string): string[] {
  return spy.on(topic).map(({ text }) => text);
}

beforeAll(async () => {
  manager = await WatchedManager.start('echo');
  spy = manager.spy;
  await spy.until(({ topic }) => topic === 'everest/modules/client/impl/main/var/answer');
});

afterAll(async () => {
  await manager.program.stop();
  await manager.close();
});

describe('framework.md §16 · start-up as another MQTT client sees it', () => {
  test('metadata is published in its order and cleared before the global ready', () => {
    const topics = spy.seen.map(({ topic, text }) => (text === '' ? `-${topic}` : topic));
    const metadata = [
      'everest/interfaces',
      'everest/interface_definitions/demo_client',
      'everest/interface_definitions/demo_echo',
      'everest/types',
      'everest/settings',
      'everest/manifests/EchoClient',
      'everest/manifests/EchoServer',
      'everest/module_names',
    ];

    // it comes again and again from then on
    const untilReady = topics.slice(0, topics.indexOf('everest/ready') + 1);
    const wanted = untilReady.filter(
      (topic) => metadata.includes(topic) || metadata.includes(topic.slice(1)) || topic === 'everest/ready',
    );

    expect(wanted).toEqual([...metadata, ...metadata.map((topic) => `-${topic}`), 'everest/ready']);
  });

  test('framework.md §16.3 · a number keeps its fraction, an integer has none', () => {
    const [response] = texts('everest/modules/server/response');

    expect(response).toContain('"value":500.0');
    expect(response).toContain('"value":3,');
  });

  test('framework.md §9 · interface definitions carry errors and no descriptions of commands', () => {
    expect(dataOf('everest/interface_definitions/demo_echo')).toEqual({
      cmds: { echo: { arguments: { text: { type: 'string' } }, result: { type: 'string' } } },
      vars: { count: { type: 'integer', qos: 2 } },
      errors: {
        demo_echo: { Hoarse: { name: 'Hoarse', description: 'It has spoken too much', namespace: 'demo_echo' } },
      },
    });
  });

  test('§8 · manifests are complete and have no configuration', () => {
    expect(dataOf('everest/manifests/EchoClient')).toMatchObject({
      enable_external_mqtt: true,
      enable_global_errors: false,
      requires: { echo: { interface: 'demo_echo', min_connections: 1, max_connections: 1 } },
    });
    expect(dataOf('everest/manifests/EchoClient')).not.toHaveProperty('config');
  });

  test('§20 · each module says what it provides', () => {
    expect(dataOf('everest/modules/server/metadata')).toEqual({
      module: 'EchoServer',
      provides: { main: { interface: 'demo_echo' } },
    });
  });
});

describe('framework.md §17-19 · messages between modules', () => {
  test('a command, its result and the variables are all on the bus', () => {
    expect(dataOf('everest/modules/server/impl/main/cmd/echo')).toEqual({
      args: { text: 'hello' },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      origin: 'client',
    });
    expect(dataOf('everest/modules/server/impl/main/cmd/echo/response/client')).toEqual({
      type: 'result',
      data: { id: expect.any(String), retval: 'hello', origin: 'server' },
    });
    expect(dataOf('everest/modules/server/impl/main/var/count')).toEqual({ data: 1 });
  });

  test('another client can call a command, with its own name in the response topic', async () => {
    await spy.publish('everest/modules/server/impl/main/cmd/echo', {
      msg_type: 'Cmd',
      data: { id: 'my-id', args: { text: 'raise' }, origin: 'somebody' },
    });

    const result = await spy.until(({ topic }) => topic.endsWith('/response/somebody'));
    const error = await spy.until(({ topic }) => topic === 'everest/modules/server/impl/main/error/demo_echo/Hoarse');
    const told = await spy.until(({ topic }) => topic === 'demo/error');

    expect(result.payload).toMatchObject({ data: { data: { id: 'my-id', retval: 'raise', origin: 'server' } } });
    expect(error.payload).toMatchObject({
      msg_type: 'RaiseError',
      data: { type: 'demo_echo/Hoarse', message: 'too loud', origin: { module_id: 'server', mapping: { evse: 1 } } },
    });
    expect(told.text).toBe('demo_echo/Hoarse');
  });

  test('§14.2 · garbage on any topic is dropped and the system goes on', async () => {
    for (const topic of [
      'modules/server/impl/main/cmd/echo',
      'config/request',
      'ready',
      'modules/client/ready',
      'modules/server/impl/main/var/count',
    ]) {
      for (const garbage of [
        '',
        'null',
        '[]',
        '{"msg_type":"Nonsense"}',
        '{"msg_type":"Cmd"}',
        '{"msg_type":"Cmd","data":{"id":1}}',
        '\u0000',
      ]) {
        await spy.publish(`everest/${topic}`, garbage);
      }
    }

    await spy.publish('demo/say', 'still there');
    const answer = await spy.until(({ text }) => text.includes('still there') && text.includes('"Var"'));

    expect(answer.topic).toBe('everest/modules/client/impl/main/var/answer');
  });
});
