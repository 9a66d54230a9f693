import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StatusFifo } from '../../../../manager/lifecycle/status-fifo.js';
import { StatusPipe } from '../../../support/status-pipe.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fifo-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('compatibility-contract.md §2 · status fifo', () => {
  test('each event is a line', async () => {
    const pipe = new StatusPipe(join(folder, 'status'));
    const fifo = new StatusFifo(pipe.path);

    fifo.write('MANAGER_INITIALIZING');
    fifo.write('MANAGER_EXITING');
    fifo.close();
    await pipe.until('MANAGER_EXITING');
    pipe.close();

    expect(pipe.lines).toEqual(['MANAGER_INITIALIZING', 'MANAGER_EXITING']);
  });

  test('one that nobody reads is refused', () => {
    const pipe = new StatusPipe(join(folder, 'status'));
    pipe.close();

    expect(() => new StatusFifo(pipe.path)).toThrow('nobody has opened it for reading');
  });

  test.each([
    ['missing', 'ENOENT'],
    ['file', 'it is not a named pipe'],
  ])('%s is refused: %s', (name, reason) => {
    writeFileSync(join(folder, 'file'), '');

    expect(() => new StatusFifo(join(folder, name))).toThrow(reason);
  });

  test('what is written after the reader has gone is lost without a word', () => {
    const pipe = new StatusPipe(join(folder, 'status'));
    const fifo = new StatusFifo(pipe.path);

    pipe.close();

    expect(() => ['a', 'b'].forEach((line) => fifo.write(line))).not.toThrow();
  });

  test('a full pipe is given up, not waited for', () => {
    const pipe = new StatusPipe(join(folder, 'status'));
    const fifo = new StatusFifo(pipe.path);

    expect(() => Array.from({ length: 40 }).forEach(() => fifo.write('x'.repeat(4000)))).not.toThrow();
    pipe.close();
  });

  test('an empty path writes nowhere', () => {
    const fifo = new StatusFifo('');

    expect(() => fifo.write('MANAGER_IDLE')).not.toThrow();
  });
});
