import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { parse, stringify } from 'yaml';
import { enableCar, plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { childrenOf, root, temporaryFolder } from '../support/manager-process.js';
import { RawMqtt } from '../support/raw-mqtt.js';
import { Station } from '../support/station.js';
import { brokenPayload, Dice, listenedTopics, wrongValue } from './hostile-messages.js';

const MESSAGES = 2000;
/** More than one writes by itself. */
const LINES_OF_A_SESSION = 60;

jest.setTimeout(60_000);

const folder = temporaryFolder();
let station: Station;
let attacker: RawMqtt;

async function boot(settings: object): Promise<void> {
  const config = join(folder.path, 'config.yaml');
  const base = parse(readFileSync(join(root, 'config/config-sil-ocpp.yaml'), 'utf8')) as object;
  writeFileSync(config, stringify({ ...base, settings }));
  station = await Station.start({
    config,
    ocpp: {
      Core: { MeterValueSampleInterval: 5, ClockAlignedDataInterval: 0, WebSocketPingInterval: 0 },
      Internal: { RetryBackoffWaitMinimum: 1, RetryBackoffRandomRange: 0, RetryBackoffRepeatTimes: 0 },
    },
    args: ['--time-scale', '5'],
  });
  attacker = await RawMqtt.connect(station.mqttPort, 'nothing/at/all');
  await station.status(2, 'Available');
}

async function halt(): Promise<void> {
  await attacker.close();
  await station.stop();
}

beforeAll(() => boot({}));

afterAll(async () => {
  await halt();
  folder.remove();
});

async function wholeSession(): Promise<void> {
  // Rubbish on its topics has switched the car off.
  await station.drive(enableCar(1, true));
  await station.drive(plug(1, '16,3'));
  await station.status(1, 'Preparing');
  await station.drive(swipe('DEADBEEF', 1));
  await station.status(1, 'Charging');
  await station.nextEnergyWh();
  await station.drive(unplug(1));
  await station.status(1, 'Available');
}

/** MB that manager and hosts hold. */
async function residentMb(): Promise<number> {
  const manager = station.manager?.pid ?? 0;
  const pids = [manager, ...(await childrenOf(manager))];
  const pages = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  return pages.reduce((sum, count) => sum + count, 0) / 256;
}

function logLines(): string[] {
  return (station.manager?.stderr ?? '').split('\n');
}

async function flood(make: (dice: Dice) => Buffer, topics: readonly string[], seed: number): Promise<void> {
  const dice = new Dice(seed);
  for (let sent = 0; sent < MESSAGES; sent++) {
    const topic = topics[sent % topics.length] as string;
    const sending = attacker.client.publishAsync(topic, make(dice), { qos: 1 });
    if (sent % 50 === 49) await sending;
  }
}

test('2,000 broken messages on all topics of the station: it charges afterwards, and its memory and log stay small', async () => {
  const topics = listenedTopics();
  const before = { mb: await residentMb(), lines: logLines().length };

  await flood(brokenPayload, topics, 1);
  await wholeSession();

  expect(topics.length).toBeGreaterThan(800);
  expect((await residentMb()) - before.mb).toBeLessThan(150);
  const once = logLines().length - before.lines;
  await flood(brokenPayload, topics, 1);
  await wholeSession();
  expect(logLines().length - before.lines - once).toBeLessThan(LINES_OF_A_SESSION);
});

type Attack = (socket: WebSocket) => void;

const attacks: readonly (readonly [string, Attack])[] = [
  [
    'text that is no frame',
    (socket) =>
      [
        '',
        '{}',
        '[',
        '[2]',
        '[2,"1"]',
        '[2,"2",7,{}]',
        '[9,"3"]',
        '[3,"4",{}]',
        '[4,"5","x","",{}]',
        '[2,"6","Reset",null]',
        '[2,"7","constructor",{}]',
        `[2,"${'8'.repeat(900)}","Reset",{}]`,
      ].forEach((text) => socket.send(text)),
  ],
  ['binary frames', (socket) => socket.send(Buffer.from([0, 255, 1, 254]), { binary: true })],
  ['text that is not UTF-8', (socket) => rawOf(socket).write(Buffer.from([0x81, 0x04, 0xff, 0xfe, 0xc0, 0x80]))],
  [
    'a frame of 5 MB',
    (socket) => socket.send(`[2,"big","DataTransfer",{"vendorId":"v","data":"${'z'.repeat(5_000_000)}"}]`),
  ],
  [
    'JSON 100,000 levels deep',
    (socket) => socket.send(`[2,"deep","DataTransfer",${'['.repeat(100_000)}${']'.repeat(100_000)}]`),
  ],
  [
    'a flood of pings',
    (socket) => {
      for (let sent = 0; sent < 5000; sent++) socket.ping('p'.repeat(100));
    },
  ],
  [
    '10,000 calls at once',
    (socket) => {
      for (let sent = 0; sent < 10_000; sent++) socket.send(`[2,"c${sent}","GetLocalListVersion",{}]`);
    },
  ],
  [
    'half a frame, and the end',
    (socket) => {
      rawOf(socket).write(Buffer.from([0x81, 0x7e, 0x10]));
      rawOf(socket).destroy();
    },
  ],
];

test('a central system that sends rubbish: the station comes back to a good one, charges, and stays small', async () => {
  const { port } = station.csms;
  await station.closeCsms();
  const before = { mb: await residentMb(), lines: logLines().length };

  for (const [name, attack] of attacks) await attackOnce(name, port, attack);

  await station.reopenCsms();
  await station.status(2, 'Available');
  await wholeSession();
  expect((await residentMb()) - before.mb).toBeLessThan(150);
  expect(logLines().length - before.lines).toBeLessThan(100);
});

test('2,000 well-formed messages with wrong values and validate_schema: they are dropped, and the station charges', async () => {
  await halt();
  await boot({ validate_schema: true, forward_exceptions: true });
  const internal = listenedTopics().filter((topic) => topic.startsWith('everest/') && !/cmd\/reset$/.test(topic));

  await flood(wrongValue, internal, 2);

  await wholeSession();
});

/** Waits until the station is there, does it, and lets it digest. */
async function attackOnce(name: string, port: number, attack: Attack): Promise<void> {
  const server = new WebSocketServer({ port, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  const socket = await new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  socket.on('error', () => undefined);
  const isStillThere = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.on('pong', (payload) => String(payload) === name && resolve());
  });
  attack(socket);
  if (socket.readyState === WebSocket.OPEN) socket.ping(name);
  await isStillThere;
  socket.terminate();
  await new Promise((resolve) => server.close(resolve));
}

/** The stream below a WebSocket, for bytes that no library would write. */
function rawOf(socket: WebSocket): Duplex {
  return Reflect.get(socket, '_socket') as Duplex;
}
