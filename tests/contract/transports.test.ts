import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { MemoryBroker } from '../../framework/wire/memory-broker.js';
import { connectMqtt, type BrokerAddress } from '../../framework/wire/mqtt-transport.js';
import { EmbeddedBroker } from '../../manager/broker/embedded-broker.js';
import { silentLogger } from '../../lib/log/logger.js';
import { temporaryFolder } from '../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../support/mosquitto-broker.js';
import { lossContract, transportContract, type TransportBench } from './transport-contract.js';

function bench(address: BrokerAddress, end: () => Promise<void>): Required<TransportBench> {
  return { connect: () => connectMqtt({ address }), kill: end, close: end };
}

async function overTcp(): Promise<Required<TransportBench>> {
  const broker = await EmbeddedBroker.start({}, silentLogger);
  return bench(
    { host: '127.0.0.1', port: broker.port },
    once(() => broker.close()),
  );
}

async function overUnixSocket(): Promise<Required<TransportBench>> {
  const folder = temporaryFolder();
  const socketPath = join(folder.path, 'broker');
  const broker = await EmbeddedBroker.start({ socketPath }, silentLogger);
  return bench(
    { socketPath },
    once(async () => {
      await broker.close();
      folder.remove();
    }),
  );
}

/** As the hosts of a system do. */
async function overHostSocket(): Promise<Required<TransportBench>> {
  const broker = await EmbeddedBroker.start({}, silentLogger);
  return bench(
    broker.hostAddress as BrokerAddress,
    once(() => broker.close()),
  );
}

async function overStream(): Promise<Required<TransportBench>> {
  const broker = await EmbeddedBroker.start({}, silentLogger);
  return bench(
    { openStream: () => broker.openStream() },
    once(() => broker.close()),
  );
}

async function overMosquitto(): Promise<Required<TransportBench>> {
  const broker = await Mosquitto.start();
  return bench(
    { host: '127.0.0.1', port: broker.port },
    once(() => broker.close()),
  );
}

function once(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  return () => (ending ??= end());
}

transportContract('memory', async () => {
  const broker = new MemoryBroker();
  return { connect: async () => broker.connect(), close: async () => undefined };
});
transportContract('embedded broker over TCP', overTcp);
transportContract('embedded broker over a unix socket', overUnixSocket);
transportContract('embedded broker over a stream in memory', overStream);
lossContract('embedded broker over TCP', overTcp);
if (process.platform === 'linux') {
  transportContract('embedded broker over the socket of hosts', overHostSocket);
  lossContract('embedded broker over the socket of hosts', overHostSocket);
}
lossContract('embedded broker over a unix socket', overUnixSocket);
lossContract('embedded broker over a stream in memory', overStream);

if (mosquittoMissing() !== undefined) {
  describe('transport contract: Mosquitto', () => {
    test.skip('Mosquitto is not installed on this machine', () => undefined);
  });
} else {
  transportContract('Mosquitto over TCP', overMosquitto);
  lossContract('Mosquitto over TCP', overMosquitto);
}
