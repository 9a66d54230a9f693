import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { LastingSubscriptions } from '../../../../framework/wire/lasting-subscriptions.js';
import { MqttClient } from '../../../../lib/mqtt/index.js';
import { settle, Wire } from '../../lib/mqtt/wire.js';

const wanted = [{ filter: 't', qos: 2 }] as const;
const gone = new Error('gone for good');
let wire: Wire;
let client: MqttClient;
let subscriptions: LastingSubscriptions;

beforeEach(async () => {
  wire = new Wire();
  const opening = MqttClient.open(wire.near, { clock: new ManualClock(), random: () => 0.5 });
  wire.send({ cmd: 'connack', sessionPresent: false, reasonCode: 0 });
  client = await opening;
  subscriptions = new LastingSubscriptions();
  client.onLost(() => {
    subscriptions.lost();
    subscriptions.end(gone);
  });
});

test('who waits for the broker hears that the connection is lost for good', async () => {
  subscriptions.use(client);
  const outcome = subscriptions.add(wanted).catch((error: unknown) => error);
  await settle();
  wire.destroy();
  await settle();

  expect(await Promise.race([outcome, settle()])).toBe(gone);
});

test('also when it happens while everything is subscribed again', async () => {
  const outcome = subscriptions.add(wanted).catch((error: unknown) => error);
  const restoring = subscriptions.restore(client, false).catch(() => undefined);
  await settle();
  wire.destroy();
  await restoring;

  expect(await Promise.race([outcome, settle()])).toBe(gone);
});
