import { expect, test } from '@jest/globals';
import { ManualClock } from '../../framework/clock/index.js';
import { Bus } from '../../framework/wire/bus.js';
import { MemoryBroker } from '../../framework/wire/memory-broker.js';
import type { Transport } from '../../framework/wire/transport.js';
import { ConfigRequests } from '../../manager/config-service/index.js';
import { LogBook } from '../support/log-book.js';
import { settled } from '../support/settled.js';
import { smallSystem } from '../unit/manager/small-system.js';
import { mutatedMessages } from './mutations.js';

const identifier = { module_id: 'display', configuration_parameter_name: 'gain', module_implementation_id: '!module' };
const own = (data: object): object => ({ msg_type: 'ConfigurationRequest', data: { origin: 'display', ...data } });
const requests = [
  own({ type: 'Get', request: { type: 'Module' } }),
  own({ type: 'Get', request: { type: 'All' } }),
  own({ type: 'Get', request: { type: 'AllMappings' } }),
  own({ type: 'Get', request: { type: 'Value', identifier } }),
  own({ type: 'Set', request: { identifier, value: '2.5' } }),
  own({ type: 'Set', request: { identifier: { ...identifier, module_id: 'meter_2' }, value: '1' } }),
];

interface Reply {
  readonly topic: string;
  readonly status: unknown;
  readonly info: unknown;
  readonly members: string;
}

/** Starts the service over `stored`, which notes what it is asked to keep. */
async function serve(broker: MemoryBroker, stored: unknown[], log: LogBook): Promise<void> {
  const bus = new Bus(broker.connect(), 'e/', log.logger);
  const store = { store: (...change: unknown[]) => void stored.push(change) };
  await new ConfigRequests({
    bus,
    configuration: smallSystem(),
    clock: new ManualClock(),
    log: log.logger,
    own: 'manager_1',
    stores: [store as never],
    // at rest nothing is forwarded, so that every request ends at once
    status: () => 'Stopped',
  }).start();
}

function replyOf(topic: string, payload: string): Reply {
  const { data } = JSON.parse(payload) as { data: Record<string, unknown> };
  const members = Object.keys(data)
    .filter((key) => key !== 'type')
    .sort()
    .join();
  return { topic, status: data['status'], info: data['status_info'], members };
}

test('framework.md §21.1 · of 10,000 mutated requests each is answered in the right form or dropped', async () => {
  const broker = new MemoryBroker();
  const log = new LogBook();
  const stored: unknown[] = [];
  const replies: Reply[] = [];
  const client: Transport = broker.connect();
  client.onMessage(({ topic, payload }) => void replies.push(replyOf(topic, payload)));
  await serve(broker, stored, log);
  await client.subscribe([{ filter: 'e/modules/+/response', qos: 2 }]);

  for (const [index, { text }] of mutatedMessages(requests, 10_000, 21).entries()) {
    void client.publish('e/config/request', text, { qos: 2 });
    if (index % 200 === 0) await settled(1);
  }
  await settled();

  expect(replies.length).toBeGreaterThan(500);
  expect(new Set(replies.map(({ members }) => members))).toEqual(new Set(['response,status,status_info']));
  expect(replies.filter(({ status }) => !['Ok', 'Error', 'AccessDenied'].includes(String(status)))).toEqual([]);
  expect(replies.filter(({ info }) => typeof info !== 'string')).toEqual([]);
  expect(replies.filter(({ topic, info }) => topic !== 'e/modules/display/response' && info === '')).toEqual([]);
});

test('framework.md §21.1 · afterwards a module gets its configuration as before', async () => {
  const broker = new MemoryBroker();
  const client = broker.connect();
  const answers: string[] = [];
  await serve(broker, [], new LogBook());
  for (const { text } of mutatedMessages(requests, 500, 5)) void client.publish('e/config/request', text, { qos: 2 });
  await settled();
  client.onMessage(({ payload }) => void answers.push(payload));
  await client.subscribe([{ filter: 'e/modules/display/response', qos: 2 }]);

  await client.publish('e/config/request', JSON.stringify(requests[0]), { qos: 2 });
  await settled();

  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain('"module_id":"display"');
});
