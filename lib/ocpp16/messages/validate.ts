import { isRecord } from '../../json/is-record.js';
import { parseDateTime } from './date-time.js';
import type { Field, Fields } from './field.js';
import { messages, type Action } from './all.js';

export type ViolationKind = 'missing' | 'type' | 'enum' | 'length' | 'date-time';

/** The first thing wrong with a payload; `path` looks like `chargingProfile.chargingSchedule.duration` or `key[2]`. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly path: string;
  readonly message: string;
}

export function validateRequest(action: Action, payload: unknown): Violation | undefined {
  return validateFields(messages[action].request, payload);
}

export function validateResponse(action: Action, payload: unknown): Violation | undefined {
  return validateFields(messages[action].response, payload);
}

/**
 * Checks the members named in `fields`; others are ignored. A payload that needs no member may be any JSON value,
 * as widely deployed central systems send `[]` or `null` there.
 */
export function validateFields(fields: Fields, value: unknown, path = ''): Violation | undefined {
  if (value === undefined) return violation('missing', path, 'is missing');
  const names = Object.keys(fields);
  if (names.length === 0) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType(path, 'object', value);
  for (const name of names) {
    const found = checkMember(fields[name], value, name, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkMember(field: Field | undefined, owner: object, name: string, path: string): Violation | undefined {
  if (field === undefined) return undefined;
  const memberPath = path === '' ? name : `${path}.${name}`;
  const value: unknown = Object.hasOwn(owner, name) ? Reflect.get(owner, name) : undefined;
  if (value !== undefined) return checkValue(field, value, memberPath);
  return field.optional === true ? undefined : violation('missing', memberPath, 'is missing');
}

function checkValue(field: Field, value: unknown, path: string): Violation | undefined {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? checkLength(value, field.max, path) : wrongType(path, 'string', value);
    case 'date-time':
      if (typeof value !== 'string') return wrongType(path, 'string', value);
      return parseDateTime(value) === undefined ? violation('date-time', path, 'is not a date-time') : undefined;
    case 'enum':
      if (typeof value !== 'string') return wrongType(path, 'string', value);
      return field.values.includes(value)
        ? undefined
        : violation('enum', path, `has the unknown value ${quote(value)}`);
    case 'integer':
      return Number.isInteger(value) ? undefined : wrongType(path, 'integer', value);
    case 'number':
      return typeof value === 'number' ? undefined : wrongType(path, 'number', value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType(path, 'boolean', value);
    case 'list':
      return Array.isArray(value) ? checkItems(field.item, value, path) : wrongType(path, 'array', value);
    case 'object':
      return isRecord(value) ? validateFields(field.fields, value, path) : wrongType(path, 'object', value);
  }
}

function checkItems(item: Field, values: readonly unknown[], path: string): Violation | undefined {
  for (const [index, value] of values.entries()) {
    const found = checkValue(item, value, `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lengths count characters, not bytes and not UTF-16 units. */
function checkLength(value: string, max: number | undefined, path: string): Violation | undefined {
  if (max === undefined || value.length <= max) return undefined;
  const length = [...value].length;
  return length <= max ? undefined : violation('length', path, `has ${length} characters, ${max} are allowed`);
}

function wrongType(path: string, wanted: string, value: unknown): Violation {
  return violation('type', path, `must be of type ${wanted}, is ${nameOfType(value)}`);
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 50 ? `${value.slice(0, 50)}...` : value);
}

function violation(kind: ViolationKind, path: string, fact: string): Violation {
  return { kind, path, message: `${path === '' ? 'payload' : path} ${fact}` };
}
