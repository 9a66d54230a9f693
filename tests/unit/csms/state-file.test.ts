import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readState, writeState, type State } from '../../../csms/state-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csms-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const state: State = { nextTransactionId: 3, transactions: [], idTags: [{ idTag: 'A', status: 'Accepted' }] };

describe('state file', () => {
  test('reads back what was written and leaves no temporary file', () => {
    const path = join(folder, 'deep', 'state.json');

    writeState(path, state);
    writeState(path, { ...state, nextTransactionId: 4 });

    expect(readState(path)).toEqual({ ...state, nextTransactionId: 4 });
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });

  test('is not there at first', () => {
    expect(readState(join(folder, 'none.json'))).toBeUndefined();
  });

  test.each([
    '',
    '{',
    '[]',
    '{"nextTransactionId":"1","transactions":[],"idTags":[]}',
    '{"nextTransactionId":1,"transactions":[{}],"idTags":[]}',
  ])('refuses %j', (text) => {
    const path = join(folder, 'state.json');
    writeFileSync(path, text);

    expect(() => readState(path)).toThrow(path);
  });
});
