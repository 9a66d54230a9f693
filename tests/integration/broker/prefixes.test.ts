import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { Program, systemPrefix, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt, type Seen } from '../../support/raw-mqtt.js';

const missing = mosquittoMissing();
const withMosquitto = missing === undefined ? describe : describe.skip;

jest.setTimeout(40_000);

withMosquitto(`two managers on one broker${missing === undefined ? '' : ` (${missing})`}`, () => {
  const folder = temporaryFolder();
  let broker: Mosquitto;
  let managers: Program[] = [];
  let spy: RawMqtt | undefined;

  beforeAll(async () => {
    broker = await Mosquitto.start();
  });

  afterEach(async () => {
    await spy?.close();
    await Promise.all(managers.map((manager) => manager.stop()));
    managers = [];
  });

  afterAll(async () => {
    await broker.close();
    folder.remove();
  });

  function start(name: string, prefix: string, externalPrefix: string): Program {
    const file = join(folder.path, `${name}.yaml`);
    const settings = { mqtt_everest_prefix: prefix, mqtt_external_prefix: externalPrefix };
    const modules = {
      server: { module: 'EchoServer' },
      client: { module: 'EchoClient', connections: { echo: [{ module_id: 'server', implementation_id: 'main' }] } },
    };
    writeFileSync(file, JSON.stringify({ settings, active_modules: modules }));
    const args = ['--prefix', systemPrefix, '--config', file, '--broker', 'external', '--isolation', 'module'];
    const env = { MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(broker.port) };
    const manager = new Program('manager', [...args, '--graceful-shutdown', '--retain-topics'], env);
    managers.push(manager);
    return manager;
  }

  test.each([
    ['of nothing in common', 'left', 'right', 'left-out/', 'right-out/'],
    ['of which one is a branch of the other', 'site', 'site/b', 'out/', 'out/b/'],
    ['of which one is the beginning of the other', 'site', 'site2', 'out', 'out2'],
    ['of which one is empty', '', 'inner', 'out/', 'inner-out/'],
  ])('compatibility-contract.md §1.8 · prefixes %s never mix', async (_, first, second, firstOut, secondOut) => {
    spy = await RawMqtt.connect(broker.port);
    const topic = (prefix: string, rest: string): string => (prefix === '' ? rest : `${prefix}/${rest}`);
    const one = start('one', first, firstOut);
    const other = start('other', second, secondOut);
    await Promise.all(
      [one, other].map((manager) => manager.until(({ stderr }) => stderr.includes('all modules are ready'))),
    );
    await spy.until((seen) => seen.topic === topic(first, 'modules/client/impl/main/var/answer'));
    await spy.until((seen) => seen.topic === topic(second, 'modules/client/impl/main/var/answer'));

    await call(spy, topic(second, 'modules/server/impl/main/cmd/echo'), 'second');
    await spy.publish(`${secondOut}demo/say`, 'from outside');
    await spy.until(
      ({ topic: of, text }) => of === topic(second, 'modules/client/impl/main/var/answer') && text.includes('outside'),
    );
    await spy.publish(topic(second, 'shutdown'), 'true');
    expect((await other.exited).code).not.toBeNull();
    const answer = await call(spy, topic(first, 'modules/server/impl/main/cmd/echo'), 'first');

    expect(answer.payload).toMatchObject({ data: { data: { retval: 'first', origin: 'server' } } });
    expect([counts(spy, topic(first, '')), counts(spy, topic(second, ''))]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
    expect(one.stderr).not.toContain('ended unexpectedly');
  });
});

async function call(spy: RawMqtt, topic: string, text: string): Promise<Seen> {
  await spy.publish(topic, { msg_type: 'Cmd', data: { id: text, args: { text }, origin: 'somebody' } });
  return spy.until((seen) => seen.topic === `${topic}/response/somebody`);
}

/** What the server counted: its own client and the call from outside, and nothing of the other system. */
function counts(spy: RawMqtt, prefix: string): unknown[] {
  return spy.seen
    .filter(({ topic }) => topic === `${prefix}modules/server/impl/main/var/count`)
    .map(({ payload }) => (payload as { data: { data: unknown } }).data.data);
}
