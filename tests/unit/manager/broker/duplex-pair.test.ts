import { describe, expect, test } from '@jest/globals';
import { duplexPair } from '../../../../manager/broker/duplex-pair.js';
import { settled } from '../../../support/settled.js';

describe('duplex pair', () => {
  test('what is written to one end is read from the other, in order and both ways', async () => {
    const [left, right] = duplexPair();
    const seen: string[] = [];
    left.on('data', (chunk: Buffer) => void seen.push(`left ${chunk.toString()}`));
    right.on('data', (chunk: Buffer) => void seen.push(`right ${chunk.toString()}`));

    left.write('1');
    left.write('2');
    right.write('3');
    await settled();

    expect(seen.sort()).toEqual(['left 3', 'right 1', 'right 2']);
  });

  test('a reader that is behind holds the writer up, and then gets everything', async () => {
    const [left, right] = duplexPair();
    const chunk = Buffer.alloc(8 * 1024, 'x');
    let written = 0;
    let read = 0;

    for (let count = 0; count < 64; count++) left.write(chunk, () => (written += 1));
    await settled();
    const held = written;
    right.on('data', (data: Buffer) => (read += data.length));
    await settled(100);

    expect(held).toBeLessThan(64);
    expect([written, read]).toEqual([64, 64 * chunk.length]);
  });

  test('the end of one is the end of what the other reads', async () => {
    const [left, right] = duplexPair();
    const seen: string[] = [];
    right.on('data', (chunk: Buffer) => void seen.push(chunk.toString()));
    right.on('end', () => void seen.push('end'));

    left.end('last');
    await settled();

    expect(seen).toEqual(['last', 'end']);
    expect(left.writableFinished).toBe(true);
  });

  test('after one end has ended, the other may still write', async () => {
    const [left, right] = duplexPair();
    const seen: string[] = [];
    left.on('data', (chunk: Buffer) => void seen.push(chunk.toString()));
    right.resume();

    left.end();
    await settled();
    right.write('late');
    await settled();

    expect(seen).toEqual(['late']);
  });

  test('destroying one end closes the other', async () => {
    const [left, right] = duplexPair();
    const closed: string[] = [];
    left.on('close', () => void closed.push('left'));
    right.on('close', () => void closed.push('right'));

    left.destroy();
    await settled();

    expect(closed.sort()).toEqual(['left', 'right']);
  });

  test('an error stays on its own side', async () => {
    const [left, right] = duplexPair();
    const errors: string[] = [];
    left.on('error', (error) => void errors.push(`left ${error.message}`));
    right.on('error', (error) => void errors.push(`right ${error.message}`));

    left.destroy(new Error('broken'));
    await settled();

    expect([errors, right.destroyed]).toEqual([['left broken'], true]);
  });

  test('a writer that waits for its reader is released when that is destroyed', async () => {
    const [left, right] = duplexPair();
    let closed = false;
    left.on('close', () => (closed = true));
    left.on('error', () => undefined);

    for (let count = 0; count < 8; count++) left.write(Buffer.alloc(32 * 1024));
    right.destroy();
    await settled();

    expect(closed).toBe(true);
  });

  test('writing to a destroyed pair reports and does not throw', async () => {
    const [left, right] = duplexPair();
    const failures: unknown[] = [];
    left.on('error', () => undefined);

    right.destroy();
    left.write('x', (error) => void failures.push(error?.message));
    await settled();

    expect(failures).toEqual([expect.stringContaining('destroyed')]);
  });
});
