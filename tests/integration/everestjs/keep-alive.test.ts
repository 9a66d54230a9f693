import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RealClock } from '../../../framework/clock/index.js';
import { silentLogger } from '../../../lib/log/logger.js';
import { MqttBroker } from '../../../lib/mqtt/index.js';
import { ProbeRig } from './probe-rig.js';

const KEEP_ALIVE_S = 1;

let server: Server;
let sockets: Socket[];
let rig: ProbeRig | undefined;

beforeEach(async () => {
  const options = { clock: new RealClock(), random: Math.random, log: silentLogger };
  const broker = new MqttBroker({ ...options, maximumKeepAliveS: KEEP_ALIVE_S });
  sockets = [];
  server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    broker.accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await rig?.close();
  rig = undefined;
  sockets.forEach((socket) => socket.destroy());
  await new Promise((resolve) => server.close(resolve));
});

test('framework.md §36.3 · keep-alive goes on while a call blocks for several keep-alive times', async () => {
  rig = await ProbeRig.start((server.address() as AddressInfo).port);
  await rig.ready();
  await rig.tell('call a');
  const request = await rig.nextCall();

  await new Promise((resolve) => setTimeout(resolve, 4 * KEEP_ALIVE_S * 1000));
  await rig.answer(request, { retval: 'at last' });

  expect(await rig.result()).toEqual({ value: 'at last', ticks: 0 });
});
