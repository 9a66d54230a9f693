import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { fault, plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { Program, root, temporaryFolder } from '../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../support/mosquitto-broker.js';
import { mosquittoPub, MosquittoSub } from '../support/mosquitto-clients.js';
import { RawMqtt } from '../support/raw-mqtt.js';
import { Station, storyOf } from '../support/station.js';
import { StatusPipe } from '../support/status-pipe.js';
import { BusRules } from './brokers-rules.js';

const missing = mosquittoMissing();
const withMosquitto = missing === undefined ? describe : describe.skip;
const configFile = join(root, 'config/config-sil-ocpp.yaml');
const quick = { Core: { MeterValueSampleInterval: 5, ClockAlignedDataInterval: 0, WebSocketPingInterval: 0 } };
const faster = ['--time-scale', '5'];

jest.setTimeout(60_000);

const folder = temporaryFolder();
let broker: Mosquitto;
let station: Station | undefined;
let listeners: MosquittoSub[] = [];

function listen(...args: string[]): MosquittoSub {
  const listener = new MosquittoSub(broker.port, ...args);
  listeners.push(listener);
  return listener;
}

async function wholeSession(drive: Station, prefix = ''): Promise<void> {
  const control = ({ topic, payload }: { topic: string; payload: string }): Promise<void> =>
    drive.drive({ topic: `${prefix}${topic}`, payload });
  await drive.status(2, 'Available');
  await control(plug(1, '16,3'));
  await drive.status(1, 'Preparing');
  await control(swipe('DEADBEEF', 1));
  await drive.status(1, 'Charging');
  await drive.nextEnergyWh();
  await control(swipe('DEADBEEF', 1));
  await drive.status(1, 'Finishing');
  await control(unplug(1));
  await drive.status(1, 'Available');
}

const session = 'everest/modules/evse_manager_1/impl/evse';
const command = { id: '6a0c2f3e-0000-4000-8000-000000000001', args: {}, origin: 'auth' };

test.each([
  ['text that is not JSON', `${session}/var/limits`, 'x', 'not a JSON object'],
  ['a value without envelope', `${session}/var/ready`, 'true', 'not a JSON object'],
  ['a value that is not nested', `${session}/var/ready`, { msg_type: 'Var', data: true }, 'data is not nested'],
  ['a value of another type', `${session}/var/ready`, { msg_type: 'Var', data: { data: 'yes' } }, 'must be boolean'],
  ['an unknown variable', `${session}/var/redy`, { msg_type: 'Var', data: { data: true } }, 'not declared'],
  [
    'an unknown argument',
    `${session}/cmd/get_evse`,
    { msg_type: 'Cmd', data: { ...command, args: { a: 1 } } },
    'unknown',
  ],
  ['a result without value', `${session}/cmd/get_evse/response/auth`, resultOf({}), 'result without retval'],
  ['a null for nothing', `${session}/cmd/get_evse/response/auth`, resultOf({ retval: { id: null } }), 'is null'],
  ['a topic of its own', 'everest/other', { msg_type: 'Var', data: {} }, 'not in the catalogue'],
])('the rules of the bus find %s', (_name, topic, message, problem) => {
  const text = typeof message === 'string' ? message : JSON.stringify(message);

  const problems = new BusRules(moduleNames()).problemsOf({ topic, text, qos: 2, retain: false });

  expect(problems.join()).toContain(problem);
});

withMosquitto(`Mosquitto as the broker${missing === undefined ? '' : ` (${missing})`}`, () => {
  beforeAll(async () => {
    broker = await Mosquitto.start();
  });

  afterEach(async () => {
    await station?.stop();
    station = undefined;
    await Promise.all(listeners.map((listener) => listener.close()));
    listeners = [];
  });

  afterAll(async () => {
    await broker.close('SIGTERM');
    folder.remove();
  });

  test('framework.md §14-20 · every message of a session is as peers in other languages expect it', async () => {
    const listener = listen('-t', 'everest/#');
    const before = broker.connections.length;
    station = await Station.start({
      ocpp: quick,
      brokerPort: broker.port,
      args: [...faster, '--isolation', 'shared', '--graceful-shutdown'],
    });
    // The client of the test itself is the last one.
    const clients = broker.connections.slice(before).filter((connection) => connection !== 'p5, c1, k60');
    expect(new Set(clients)).toEqual(new Set(['p5, c1, k20']));

    await wholeSession(station);
    await station.drive(fault(1, 'MREC6UnderVoltage', true));
    await station.status(1, 'Faulted');
    await station.drive(fault(1, 'MREC6UnderVoltage', false));
    await station.status(1, 'Available');
    const evse = await callFromOutside('evse_manager_1', 'evse', 'get_evse');
    expect(evse).toMatchObject({ id: 1, connectors: [{ id: 1 }] });
    expect(await station.stop()).toBe(0);
    station = undefined;
    await listener.until(({ topic }) => topic === 'everest/shutdown');

    const rules = new BusRules(moduleNames());
    const problems = listener.messages.flatMap((message) =>
      rules.problemsOf(message).map((problem) => `${message.topic}: ${problem}`),
    );
    expect([...new Set(problems)]).toEqual([]);
    const kinds = new Set(listener.messages.map(({ topic }) => topic.split('/')[5] ?? topic.split('/')[1]));
    expect([...kinds]).toEqual(expect.arrayContaining(['interfaces', 'ready', 'var', 'cmd', 'error', 'shutdown']));
    expect(listener.messages.length).toBeGreaterThan(500);
  });

  test('--isolation module', async () => {
    station = await Station.start({
      ocpp: quick,
      brokerPort: broker.port,
      args: [...faster, '--isolation', 'module'],
    });

    await wholeSession(station);

    expect(storyOf(station.csms.messages)).toContain('StopTransaction Local');
  });

  test('--isolation none, over its unix socket, with topics from outside below mqtt_external_prefix', async () => {
    const config = join(folder.path, 'socket.yaml');
    const settings = { mqtt_broker_socket_path: broker.socketPath, mqtt_external_prefix: 'plant_7/' };
    writeFileSync(config, stringify({ ...(parse(readFileSync(configFile, 'utf8')) as object), settings }));
    station = await Station.prepare({ ocpp: quick, brokerPort: broker.port, config });
    const pipe = new StatusPipe(join(station.folder, 'status'));
    station.manager = new Program('manager', [
      ...['--config', join(station.folder, 'config.yaml'), '--status-fifo', pipe.path],
      ...['--broker', 'external', '--isolation', 'none', ...faster],
    ]);
    await pipe.until('ALL_MODULES_STARTED');
    pipe.close();
    station.bus = await RawMqtt.connect(broker.port);

    await wholeSession(station, 'plant_7/');

    expect(storyOf(station.csms.messages)).toContain('StopTransaction Local');
    const outside = station.bus.seen.filter(({ topic }) => !topic.startsWith('everest/'));
    expect(outside.filter(({ topic }) => !topic.startsWith('plant_7/'))).toEqual([]);
  });
});

/** What a person at a shell does: `mosquitto_pub` a command, and read the answer with `mosquitto_sub`. */
async function callFromOutside(module: string, implementation: string, command: string): Promise<unknown> {
  const topic = `everest/modules/${module}/impl/${implementation}/cmd/${command}`;
  const answers = listen('-t', `${topic}/response/shell`, '-t', 'shell/ready');
  const id = '6a0c2f3e-0000-4000-8000-000000000001';
  const call = JSON.stringify({ msg_type: 'Cmd', data: { id, args: {}, origin: 'shell' } });
  while (answers.messages.length === 0) {
    mosquittoPub(broker.port, 'shell/ready', 'true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  mosquittoPub(broker.port, topic, call);
  const answer = await answers.until((message) => message.topic.endsWith('/response/shell'));
  const { msg_type: type, data } = JSON.parse(answer.text) as {
    msg_type: string;
    data: { type: string; data: { id: string; retval: unknown; origin: string } };
  };
  expect([type, data.type, data.data.id, data.data.origin]).toEqual(['CmdResult', 'result', id, module]);
  return data.data.retval;
}

function resultOf(result: object): object {
  return {
    msg_type: 'CmdResult',
    data: { type: 'result', data: { id: command.id, origin: 'evse_manager_1', ...result } },
  };
}

function moduleNames(): Map<string, string> {
  const { active_modules: modules } = parse(readFileSync(configFile, 'utf8')) as {
    active_modules: { [id: string]: { module: string } };
  };
  return new Map(Object.entries(modules).map(([id, { module }]) => [id, module]));
}
