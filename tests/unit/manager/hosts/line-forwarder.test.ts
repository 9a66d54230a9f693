import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { forwardLines } from '../../../../manager/hosts/line-forwarder.js';

let stream: PassThrough;
let written: string[];

beforeEach(() => {
  stream = new PassThrough();
  written = [];
  forwardLines(stream, (text) => void written.push(text));
});

async function say(...parts: (string | Buffer)[]): Promise<void> {
  for (const part of parts) {
    stream.write(part);
    // each part is a chunk of its own, as from two writes of a process
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('lines of foreign modules', () => {
  test('a line comes as a whole, whatever it was cut into', async () => {
    await say('one li', 'ne\nand ', 'another\n');

    expect(written).toEqual(['one line\n', 'and another\n']);
  });

  test('a character that was cut in two is put together', async () => {
    const bytes = Buffer.from('é\n');

    await say(bytes.subarray(0, 1), bytes.subarray(1));

    expect(written).toEqual(['é\n']);
  });

  test('the last line needs no end', async () => {
    await say('one\nlast');
    stream.destroy();
    await once(stream, 'close');

    expect(written).toEqual(['one\n', 'last\n']);
  });

  test('a line without end does not grow for ever', async () => {
    const piece = 'x'.repeat(40_000);

    await say(piece, piece);

    expect(written).toEqual([`${piece}${piece}\n`]);
  });
});
