import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { EmbeddedBroker } from '../../../manager/broker/embedded-broker.js';
import { silentLogger } from '../../../lib/log/logger.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';

export interface RunningBroker {
  readonly port: number;
  close(): Promise<void>;
}

export async function startAedes(): Promise<RunningBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await new Promise<void>((resolve) => aedes.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const brokers: readonly { readonly name: string; readonly start: () => Promise<RunningBroker> }[] = [
  { name: 'the embedded broker', start: () => EmbeddedBroker.start({}, silentLogger) },
  { name: 'aedes', start: startAedes },
  ...(mosquittoMissing() !== undefined ? [] : [{ name: 'Mosquitto', start: () => Mosquitto.start() }]),
];
