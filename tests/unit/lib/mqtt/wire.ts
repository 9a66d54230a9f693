import type { Duplex } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { duplexPair } from '../../../../manager/broker/duplex-pair.js';

/** The far end of a connection, played with an independent codec. */
export class Wire {
  readonly near: Duplex;
  readonly packets: Packet[] = [];
  readonly #far: Duplex;
  readonly #version: 3 | 4 | 5;
  ended = false;

  constructor(version: 3 | 4 | 5 = 5) {
    [this.near, this.#far] = duplexPair();
    this.#version = version;
    const parser = mqttPacket.parser({ protocolVersion: version });
    parser.on('packet', (packet) => void this.packets.push(packet));
    this.#far.on('data', (chunk: Buffer) => parser.parse(chunk));
    this.#far.on('end', () => {
      this.ended = true;
      this.#far.end();
    });
    this.#far.on('error', () => undefined);
  }

  send(...packets: Packet[]): void {
    for (const packet of packets) this.bytes(mqttPacket.generate(packet, { protocolVersion: this.#version }));
  }

  bytes(bytes: Uint8Array | readonly number[]): void {
    this.#far.write(Buffer.from(bytes));
  }

  /** What came since the last call, as commands or with the given fields. */
  take(): Packet[] {
    return this.packets.splice(0);
  }

  commands(): string[] {
    return this.take().map(({ cmd }) => cmd);
  }

  pause(): void {
    this.#far.pause();
  }

  resume(): void {
    this.#far.resume();
  }

  end(): void {
    this.#far.end();
  }

  destroy(): void {
    this.#far.destroy();
  }
}

/** Lets all that needs no time come to its end, over as many hops as a handshake has. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 24; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
