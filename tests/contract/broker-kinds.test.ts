import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectMqtt, describeAddress } from '../../framework/wire/mqtt-transport.js';
import { duplexPair } from '../../manager/broker/duplex-pair.js';

const servers: Server[] = [];
const sockets: Socket[] = [];

/** A TCP server that plays a broker. */
function play(handle: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    handle(socket);
  });
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    });
  });
}

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** The protocol level in a CONNECT packet: 5 is MQTT 5, 4 is 3.1.1. */
function levelOf(connect: Buffer): number {
  return connect.readUInt8(connect.indexOf('MQTT') + 4);
}

/** A broker of the given protocol level: takes connections, subscriptions and messages with QoS 2, and counts them. */
function oldBroker(levels: number[], answerOther: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (connect: Buffer) => {
      const level = levelOf(connect);
      levels.push(level);
      if (level !== 4) return answerOther(socket);
      socket.write(Buffer.from([0x20, 2, 0, 0]));
      socket.on('data', (packet: Buffer) => {
        if (packet[0] === 0x82) socket.write(Buffer.from([0x90, 3, packet[2] ?? 0, packet[3] ?? 0, 2]));
      });
    });
  };
}

describe('framework.md §14.1 · MQTT versions', () => {
  test.each([
    ['with the code of 3.1.1', [0x20, 2, 0, 1]],
    ['with the reason of 5', [0x20, 3, 0, 132, 0]],
  ])('a broker that refuses MQTT 5 %s is spoken to in 3.1.1', async (_, connack) => {
    const levels: number[] = [];
    const address = await play(oldBroker(levels, (socket) => socket.end(Buffer.from(connack))));

    const transport = await connectMqtt({ address });
    await transport.subscribe([{ filter: 'a', qos: 2 }]);

    expect(levels).toEqual([5, 4]);
    await transport.close();
  });

  test('a broker that knows 5 is spoken to in 5', async () => {
    const levels: number[] = [];
    const address = await play((socket) =>
      socket.once('data', (connect: Buffer) => {
        levels.push(levelOf(connect));
        socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
      }),
    );

    const transport = await connectMqtt({ address });

    expect(levels).toEqual([5]);
    await transport.close();
  });

  test('clean start, 20 s keep alive, no client id, no will, no user', async () => {
    const packets: Buffer[] = [];
    const address = await play((socket) =>
      socket.once('data', (connect: Buffer) => {
        packets.push(connect);
        socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
      }),
    );

    const transport = await connectMqtt({ address });

    const packet = packets[0] ?? Buffer.alloc(0);
    const flags = packet.indexOf('MQTT') + 5;
    expect([packet[flags], packet.readUInt16BE(flags + 1), packet.subarray(-2).readUInt16BE()]).toEqual([2, 20, 0]);
    await transport.close();
  });
});

describe('refusals', () => {
  test('a refused connection names the broker and the reason', async () => {
    const address = await play((socket) => socket.once('data', () => socket.end(Buffer.from([0x20, 3, 0, 0x87, 0]))));

    const connecting = connectMqtt({ address });

    await expect(connecting).rejects.toMatchObject({
      code: 'BUS_CONNECTION_REFUSED',
      message: `the broker at ${describeAddress(address)}: Connection refused: Not authorized`,
    });
  });

  test('a server that says nothing is given up after the time that was granted', async () => {
    const address = await play(() => undefined);

    const connecting = connectMqtt({ address, timeoutMs: 200 });

    await expect(connecting).rejects.toThrow(`no MQTT broker at ${describeAddress(address)}`);
  });

  test('where nobody listens, the reason is that of the system', async () => {
    const address = await play(() => undefined);
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));

    const connecting = connectMqtt({ address, timeoutMs: 100 });

    await expect(connecting).rejects.toThrow('ECONNREFUSED');
  });

  test('a refused subscription rejects and names the filter', async () => {
    const broker = await Aedes.createBroker({
      authorizeSubscribe: (_client, subscription, callback) =>
        callback(null, subscription.topic === 'secret' ? null : subscription),
    });
    const address = {
      openStream: () => {
        const [ours, theirs] = duplexPair();
        broker.handle(theirs);
        return ours;
      },
    };
    const transport = await connectMqtt({ address });

    const subscribing = transport.subscribe(['open', 'secret'].map((filter) => ({ filter, qos: 2 })));

    await expect(subscribing).rejects.toThrow(/secret/);
    await transport.close();
    await new Promise<void>((resolve) => broker.close(resolve));
  });
});
