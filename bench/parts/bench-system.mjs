import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { openClient } from './bare-client.mjs';
import { startManager } from './manager-process.mjs';
import { findMosquitto, startMosquitto } from './mosquitto.mjs';
import { freePort, ROOT, within } from './workplace.mjs';

/** The ways between two modules, and how the processes of the pair are arranged on each. */
export const TRANSPORTS = [
  { name: 'embedded, two processes', isolation: 'module', broker: 'embedded' },
  { name: 'embedded, one process', isolation: 'shared', broker: 'embedded' },
  { name: 'embedded, in memory', isolation: 'none', broker: 'embedded' },
  { name: 'Mosquitto, TCP, two processes', isolation: 'module', broker: 'external' },
];

export function isAvailable({ broker }) {
  return broker === 'embedded' || findMosquitto() !== undefined;
}

const SYSTEM = join(ROOT, 'bench/system');
const ANSWER_MS = 30_000;

/** Two modules of `bench/system` on one of the transports, with a client that can talk to them. */
export async function startBenchSystem(workplace, transport, name, options = {}) {
  const { isolation, broker } = transport;
  const mosquitto = broker === 'external' ? await startMosquitto(workplace) : undefined;
  const port = mosquitto?.port ?? (await freePort());
  const program = options.program === undefined ? {} : { program: join(ROOT, 'bench/programs', options.program) };
  try {
    const config = join(SYSTEM, 'config', `${name}.yaml`);
    const manager = await startManager(workplace, { config, prefix: SYSTEM, isolation, broker, port, ...program });
    const control = await openClient(() => connect({ host: '127.0.0.1', port, noDelay: true }));
    return {
      port,
      manager,
      ask: (topic, payload, answerTopic) => ask(control, topic, payload, answerTopic),
      stop: async () => {
        await control.endAsync();
        await manager.stop();
        await mosquitto?.stop();
      },
    };
  } catch (error) {
    await mosquitto?.stop();
    throw error;
  }
}

/** Publishes and waits for the next message on `answerTopic`. */
async function ask(client, topic, payload, answerTopic) {
  await client.subscribeAsync(answerTopic, { qos: 2 });
  const answered = once(client, 'message');
  await client.publishAsync(topic, String(payload), { qos: 2 });
  const [, answer] = await within(ANSWER_MS, `an answer at ${answerTopic}`, answered);
  await client.unsubscribeAsync(answerTopic);
  return JSON.parse(answer.toString());
}

/** A process with a bare MQTT client that can be told to call. */
export async function startBarePeer(workplace, port, role) {
  const child = workplace.own(fork(join(ROOT, 'bench/programs/bare-peer.mjs'), [String(port), role]));
  await within(ANSWER_MS, 'the start of the bare client', once(child, 'message'));
  return child;
}

/** Lets a process make `count` calls; resolves with their times in ms. */
export async function callBare(child, count) {
  const answered = once(child, 'message');
  child.send({ count });
  const [{ times }] = await within(ANSWER_MS, 'the calls of the bare client', answered);
  return times;
}
