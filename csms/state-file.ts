import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorText } from '../lib/errors/everest-error.js';
import { StateFileInvalid } from './errors.js';
import type { IdTag } from './id-tags.js';
import type { Transaction } from './transactions.js';

/** What survives a restart of the central system. */
export interface State {
  readonly nextTransactionId: number;
  readonly transactions: readonly Transaction[];
  readonly idTags: readonly IdTag[];
}

/** Undefined when there is no file yet. Throws `StateFileInvalid` for a file that is not one of ours. */
export function readState(path: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new StateFileInvalid(path, errorText(error), error);
  }
  const value = parse(path, text);
  if (!isState(value)) {
    throw new StateFileInvalid(path, 'nextTransactionId, transactions and idTags are expected');
  }
  return value;
}

/** Replaces the file as a whole, so that a crash leaves the old or the new one. */
export function writeState(path: string, state: State): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(temporary, path);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StateFileInvalid(path, 'not JSON', error);
  }
}

function isState(value: unknown): value is State {
  if (typeof value !== 'object' || value === null) return false;
  const { nextTransactionId, transactions, idTags } = value as Partial<Record<keyof State, unknown>>;
  return (
    Number.isInteger(nextTransactionId) &&
    isListWith(transactions, 'transactionId', 'number') &&
    isListWith(idTags, 'idTag', 'string')
  );
}

function isListWith(value: unknown, member: string, type: 'number' | 'string'): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && typeof Reflect.get(item, member) === type)
  );
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ENOENT';
}
