import { PassThrough, Duplex } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeAck } from '../../../../lib/mqtt/codec/ack-packet.js';
import { PACKET } from '../../../../lib/mqtt/codec/packet-types.js';
import { writePublish } from '../../../../lib/mqtt/codec/publish-packet.js';
import { FrameSplitter } from '../../../../lib/mqtt/stream/frame-splitter.js';
import { FrameWriter } from '../../../../lib/mqtt/stream/frame-writer.js';
import { Fifo } from '../../../../lib/mqtt/fifo.js';
import { settle } from './wire.js';

const packet = fc
  .tuple(fc.nat(255), fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 126, maxLength: 300 })))
  .map(([first, body]) => {
    const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
    return { first, body: Buffer.from(body), bytes: Buffer.from([first, ...length, ...body]) };
  });

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('splitting', () => {
  test('any split of any packets gives the same packets', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (packets, places) => {
        const seen: [number, string][] = [];
        const splitter = new FrameSplitter(1000, (type, flags, bytes, start, end) => {
          seen.push([(type << 4) | flags, bytes.toString('hex', start, end)]);
        });

        for (const chunk of cut(Buffer.concat(packets.map(({ bytes }) => bytes)), places)) splitter.push(chunk);

        expect(seen).toEqual(packets.map(({ first, body }) => [first, body.toString('hex')]));
      }),
    );
  });

  test('what comes while it is held waits, in order', () => {
    const seen: number[] = [];
    const splitter = new FrameSplitter(1000, (type) => {
      seen.push(type);
      if (type === 1) splitter.hold();
    });

    splitter.push(Buffer.of(0x10, 0, 0x30, 0, 0x40));
    splitter.push(Buffer.of(0, 0x50, 0));
    expect(seen).toEqual([1]);
    splitter.release();

    expect(seen).toEqual([1, 3, 4, 5]);
  });

  test.each([
    ['a length of five bytes', [0x30, 255, 255, 255, 255, 1], 0x81],
    ['a packet above the limit, before its body has come', [0x30, 0xe8, 7], 0x95],
  ])('%s is refused', (_, bytes, reasonCode) => {
    const splitter = new FrameSplitter(1000, () => undefined);

    let violation: unknown;
    try {
      splitter.push(Buffer.from(bytes));
    } catch (error) {
      violation = error;
    }
    expect(violation).toMatchObject({ code: 'BUS_PROTOCOL_VIOLATION', reasonCode });
  });
});

describe('writing', () => {
  test('the frames of one turn are one write', async () => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    const writer = new FrameWriter(stream, () => undefined);

    writeAck(writer, PACKET.PUBREL, 258);
    writeAck(writer, PACKET.PUBACK, 1, 0x87);
    writePublish(
      writer,
      { topic: 'ä', payload: 'ö', qos: 1, retain: true, dup: true, packetId: 2, properties: undefined },
      5,
    );
    await settle();

    expect(chunks).toEqual([
      Buffer.from([0x62, 2, 1, 2, 0x40, 3, 0, 1, 0x87, 0x3b, 9, 0, 2, 0xc3, 0xa4, 0, 2, 0, 0xc3, 0xb6]),
    ]);
  });

  test('while the stream is behind, frames wait; then they follow in order', async () => {
    const taken: string[] = [];
    const waiting: (() => void)[] = [];
    const stream = new Duplex({
      highWaterMark: 10,
      read: () => undefined,
      write: (chunk: Buffer, _, done) => {
        taken.push(chunk.toString());
        waiting.push(done);
      },
    });
    let drained = 0;
    const writer = new FrameWriter(stream, () => (drained += 1));

    writer.write(Buffer.from('first is long'));
    await settle();
    writer.write(Buffer.from('second'));
    writer.write(Buffer.from('third'));
    await settle();

    expect([taken, writer.blocked, writer.waitingBytes]).toEqual([['first is long'], true, 24]);
    waiting.shift()?.();
    await settle();
    waiting.shift()?.();
    await settle();
    expect([taken.join('|'), writer.blocked, drained]).toEqual(['first is long|secondthird', false, 1]);
  });
});

test('a queue gives back what it got, in order, however long it is', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 20 }), (steps) => {
      const fifo = new Fifo<number>();
      const expected: number[] = [];
      let next = 0;
      for (const step of steps) {
        for (let count = 0; count < step; count++) {
          expected.push(next);
          fifo.push(next++);
        }
        for (let count = 0; count < step / 2; count++) expect(fifo.shift()).toBe(expected.shift());
      }
      expect([fifo.length, fifo.peek()]).toEqual([expected.length, expected[0]]);
    }),
    { numRuns: 20 },
  );
});
