import { expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { MqttClient, type KeptSession } from '../../../../../lib/mqtt/index.js';
import { settle, Wire } from '../wire.js';

const options = { clock: new ManualClock(), random: () => 0.5, sessionExpiryS: 300 };

interface Rig {
  readonly client: MqttClient;
  readonly wire: Wire;
  readonly received: string[];
}

async function connected(kept?: KeptSession, sessionPresent = false): Promise<Rig> {
  const wire = new Wire();
  const opening = MqttClient.open(wire.near, { ...options, ...(kept !== undefined && { kept }) });
  const properties = { assignedClientIdentifier: 'given' };
  wire.send({ cmd: 'connack', sessionPresent, reasonCode: 0, properties });
  const client = await opening;
  const received: string[] = [];
  client.onMessage(({ topic }) => void received.push(topic));
  await settle();
  return { client, wire, received };
}

/** Three messages: `a` released, `b` sent, `c` waiting for the window. Then the connection breaks. */
async function interrupted(): Promise<{ settled: string[]; kept: KeptSession }> {
  const { client, wire } = await connected();
  const settled: string[] = [];
  for (const topic of ['a', 'b']) void client.publish(topic, 'x', { qos: 2 }).then(() => settled.push(topic));
  await settle();
  wire.send({ cmd: 'pubrec', messageId: 1, reasonCode: 0 });
  wire.send({ cmd: 'publish', topic: 'in', payload: '1', qos: 2, retain: false, dup: false, messageId: 9 });
  await settle();
  wire.destroy();
  await settle();
  if (client.keptSession === undefined) throw new Error('nothing was kept');
  return { settled, kept: client.keptSession };
}

test('MQTT 5 §3.1.2.11.2 · the session is asked for, and taken up again with the same client identifier', async () => {
  const { kept } = await interrupted();
  const { wire } = await connected(kept, true);

  expect(wire.packets[0]).toMatchObject({
    cmd: 'connect',
    clean: false,
    clientId: 'given',
    properties: { sessionExpiryInterval: 300 },
  });
});

test('MQTT 5 §4.4 · what was not confirmed goes on where it stood, and settles', async () => {
  const { kept, settled } = await interrupted();
  const { wire } = await connected(kept, true);

  expect(wire.packets.slice(1)).toMatchObject([
    { cmd: 'pubrel', messageId: 1 },
    { cmd: 'publish', topic: 'b', messageId: 2, dup: true },
  ]);
  wire.send({ cmd: 'pubcomp', messageId: 1, reasonCode: 0 }, { cmd: 'pubrec', messageId: 2, reasonCode: 0 });
  wire.send({ cmd: 'pubcomp', messageId: 2, reasonCode: 0 });
  await settle();
  expect(settled).toEqual(['a', 'b']);
});

test('MQTT 5 §4.3.3 · a message that was handed on before the loss is not handed on again', async () => {
  const { kept } = await interrupted();
  const { wire, received } = await connected(kept, true);
  wire.send({ cmd: 'publish', topic: 'in', payload: '1', qos: 2, retain: false, dup: true, messageId: 9 });
  wire.send({ cmd: 'publish', topic: 'new', payload: '2', qos: 2, retain: false, dup: false, messageId: 10 });
  await settle();

  expect(received).toEqual(['new']);
});

test('where the broker has forgotten the session nothing is sent by itself', async () => {
  const { kept, settled } = await interrupted();
  const { wire, client } = await connected(kept, false);

  expect([wire.packets.length, client.session.sessionPresent, settled]).toEqual([1, false, []]);
});

test('a client that closes in order leaves no session behind', async () => {
  const { client, wire } = await connected();
  void client.close();
  await settle();

  expect(wire.packets.at(-1)).toMatchObject({ cmd: 'disconnect', properties: { sessionExpiryInterval: 0 } });
});

test('the reason of a DISCONNECT comes with its code', async () => {
  const { client, wire } = await connected();
  const losses: unknown[] = [];
  client.onLost((reason, code) => void losses.push([reason, code]));
  wire.send({ cmd: 'disconnect', reasonCode: 0x8e } as never);
  await settle();

  expect(losses).toEqual([['Session taken over', 0x8e]]);
});

test.each([
  ['SSH-2.0-OpenSSH_9.2', /"SSH-2\.0-OpenSSH_9\.2" before CONNACK/],
  ['\x15\x03\x03\x00\x02\x02\x0a', /TLS before CONNACK/],
])('a peer that begins with %j is given up at once', async (text, message) => {
  const wire = new Wire();
  const opening = MqttClient.open(wire.near, options);
  wire.bytes(Buffer.from(text, 'latin1'));

  await expect(opening).rejects.toMatchObject({
    code: 'BUS_PROTOCOL_VIOLATION',
    message: expect.stringMatching(message),
  });
});
