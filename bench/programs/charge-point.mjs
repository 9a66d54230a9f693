// A process with an OCPP charge point: node charge-point.mjs <folder> memory|websocket. Its parent tells it how often to call.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { RealClock } from '../../dist/framework/clock/index.js';
import { silentLogger } from '../../dist/lib/log/logger.js';
import { ChargePoint, loadConfiguration } from '../../dist/lib/ocpp16/index.js';
import { CentralSystem, MemoryTransport } from '../parts/central-system.mjs';
import { writeChargePointFile } from '../parts/charge-point-file.mjs';

const [folder, transport] = process.argv.slice(2);
const csms = new CentralSystem();

async function openServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => csms.receive(data.toString()));
    csms.connected((text) => socket.send(text));
  });
  return `ws://127.0.0.1:${server.address().port}/`;
}

const clock = new RealClock();
const isInMemory = transport === 'memory';
const uri = isInMemory ? 'ws://127.0.0.1:1/' : await openServer();
const configuration = await loadConfiguration({
  ...writeChargePointFile(folder, `bench-${transport}`, uri),
  log: silentLogger,
  clock,
});
const station = new ChargePoint({
  ...{ configuration, database: ':memory:', clock, random: Math.random, log: silentLogger },
  callbacks: { pauseCharging: () => true, stopTransaction: () => true, provideToken: () => undefined },
  ...(isInMemory && { createTransport: () => new MemoryTransport(csms) }),
});
await station.start();
await csms.booted;

process.on('message', async ({ action, payload, count }) =>
  process.send({ times: await csms.call(action, payload, count) }),
);
process.on('disconnect', () => process.exit(0));
process.send('ready');
