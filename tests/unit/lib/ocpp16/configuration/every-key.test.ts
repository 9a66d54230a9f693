import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sectionKeys } from '../../../../../lib/ocpp16/configuration/sections.js';
import type { Configuration, ConfigurationKey } from '../../../../../lib/ocpp16/configuration/index.js';
import { ConfigFolder } from './config-bench.js';

interface Row {
  readonly profile: string;
  readonly key: string;
  readonly type: 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';
  readonly access: 'readOnly' | 'readWrite' | 'hidden';
  readonly required?: true;
  readonly default?: unknown;
  /** Value in a file that has every key. */
  readonly present: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly accepts?: readonly string[];
  readonly rejects?: readonly string[];
}

const rows = JSON.parse(
  readFileSync(new URL('../../../../fixtures/ocpp16/configuration-keys.json', import.meta.url), 'utf8'),
) as readonly Row[];

type Document = Record<string, Record<string, unknown>>;

/** Every key of every profile, but those of the list. */
function everythingBut(...keys: readonly string[]): Document {
  const document: Document = {};
  for (const { profile, key, present } of rows) {
    document[profile] ??= {};
    if (!keys.includes(key)) document[profile][key] = present;
  }
  return document;
}

/** The profiles that checking one key needs; schemas of prices take their time. */
function enoughFor(profile: string): Document {
  const document = everythingBut();
  if (profile !== 'CostAndPrice') delete document['CostAndPrice'];
  return document;
}

function withValue(key: string, value: unknown): Document {
  const { profile } = rows.find((row) => row.key === key)!;
  const document = enoughFor(profile);
  document[profile]![key] = value;
  return document;
}

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

function load(document: Document): Promise<Configuration> {
  folder.writeMain(document);
  return folder.load();
}

/** The keys of the first list are shown one by one under other names. */
const expanded: Readonly<Record<string, string>> = {
  MeterPublicKeys: 'MeterPublicKey1',
  DefaultPriceText: 'DefaultPriceText,en',
};
const shown = rows.filter(({ access }) => access !== 'hidden');
const readOnly = rows.filter(({ access, key }) => access === 'readOnly' && !(key in expanded));
const changes = rows.flatMap(({ key, accepts = [], rejects = [] }) => [
  ...accepts.map((value) => [key, value, 'Accepted'] as const),
  ...rejects.map((value) => [key, value, 'Rejected'] as const),
]);
const optional = rows.filter((row) => row.required !== true && row.default === undefined);
const settableWhileUnset = ['AuthorizationKey', 'CpoName'];

describe('ocpp16 §1.3-1.5 · every configuration key', () => {
  test('the keys are these, in these profiles', () => {
    const own = Object.entries(sectionKeys).flatMap(([profile, table]) =>
      Object.keys(table).map((key) => `${profile}.${key}`),
    );

    expect(own.sort()).toEqual(rows.map(({ key, profile }) => `${profile}.${key}`).sort());
  });

  test('all of them are read, typed', async () => {
    const configuration = await load(everythingBut());

    for (const { key, present } of rows)
      expect([key, configuration.get(key as ConfigurationKey)]).toEqual([key, present]);
  });

  test('all but the password are shown, with their access', async () => {
    const configuration = await load(everythingBut());

    for (const { access, key } of shown) {
      const name = expanded[key] ?? key;
      const { configurationKey = [] } = configuration.getConfiguration([name]);
      expect(configurationKey).toEqual([{ key: name, readonly: access === 'readOnly', value: expect.any(String) }]);
    }
    expect(configuration.getConfiguration(['AuthorizationKey'])).toEqual({ unknownKey: ['AuthorizationKey'] });
  });

  test('absent ones have their defaults', async () => {
    const withDefault = rows.filter((row) => row.default !== undefined);
    const configuration = await load(everythingBut(...withDefault.map(({ key }) => key)));

    for (const row of withDefault) {
      expect([row.key, configuration.get(row.key as ConfigurationKey)]).toEqual([row.key, row.default]);
    }
  });

  test.each(rows.filter((row) => row.required === true && row.default === undefined))(
    'without $key, which is required, nothing starts',
    async ({ key, profile }) => {
      await expect(load(everythingBut(key))).rejects.toThrow(`${profile}.${key}`);
    },
  );

  test('a value of another type keeps the charge point from starting and names the key', async () => {
    for (const { key, profile, type } of rows) {
      await expect(load(withValue(key, type === 'boolean' ? 'true' : true))).rejects.toThrow(`${profile}.${key}`);
    }
  });

  test('a value beyond the bounds keeps the charge point from starting and names the key', async () => {
    const beyond = rows.flatMap(({ key, profile, minimum, maximum, minLength, maxLength }) => [
      ...(minimum === undefined ? [] : [[profile, key, minimum - 1] as const]),
      ...(maximum === undefined ? [] : [[profile, key, maximum + 1] as const]),
      ...(minLength === undefined ? [] : [[profile, key, 'x'.repeat(minLength - 1)] as const]),
      ...(maxLength === undefined ? [] : [[profile, key, 'x'.repeat(maxLength + 1)] as const]),
    ]);
    expect(beyond.length).toBeGreaterThan(60);
    for (const [profile, key, value] of beyond) {
      await expect(load(withValue(key, value))).rejects.toThrow(`${profile}.${key}`);
    }
  });
});

describe('ocpp16 §1.7-1.8 · a change of every configuration key', () => {
  test('read-only ones are Rejected', async () => {
    const configuration = await load(everythingBut());

    for (const { key } of readOnly) {
      expect([key, (await configuration.changeConfiguration(key, '1')).status]).toEqual([key, 'Rejected']);
    }
    expect((await configuration.changeConfiguration('MeterPublicKey1', 'K')).status).toBe('Rejected');
  });

  test('every writable one has values that are accepted or rejected here', () => {
    const untested = rows.filter(({ access, accepts, key }) => access !== 'readOnly' && !(key in expanded) && !accepts);

    expect(untested).toEqual([]);
  });

  test.each(changes)('%s = "%s": %s', async (key, value, status) => {
    const configuration = await load(enoughFor(rows.find((row) => row.key === key)!.profile));
    const before = configuration.get(key as ConfigurationKey);

    const outcome = await configuration.changeConfiguration(key, value);

    expect(outcome.status).toBe(status);
    if (status === 'Rejected') expect(configuration.get(key as ConfigurationKey)).toEqual(before);
    else expect(outcome.changed).toEqual({ key, readonly: false, value });
    const stored = JSON.stringify(folder.readUser()) !== '{}';
    expect(stored).toBe(status === 'Accepted');
  });

  test('no key needs a reboot as the profiles come', async () => {
    const configuration = await load(everythingBut());
    for (const { key, accepts = [] } of rows) {
      for (const value of accepts) {
        expect((await configuration.changeConfiguration(key, value)).status).not.toBe('RebootRequired');
      }
    }
  });

  test('optional ones that are absent are NotSupported and unknown, save those that can be set at first', async () => {
    const configuration = await load(everythingBut(...optional.map(({ key }) => key)));

    for (const { key, accepts = [] } of optional.filter((row) => !settableWhileUnset.includes(row.key))) {
      expect([key, (await configuration.changeConfiguration(key, accepts[0] ?? '1')).status]).toEqual([
        key,
        'NotSupported',
      ]);
      expect(configuration.getConfiguration([key])).toEqual({ unknownKey: [key] });
    }
    expect((await configuration.changeConfiguration('CpoName', 'Operator')).status).toBe('Accepted');
    expect((await configuration.changeConfiguration('AuthorizationKey', '12345678')).status).toBe('Accepted');
  });

  test('a change is read at the next start', async () => {
    const document = everythingBut();
    const configuration = await load(document);
    const writable = rows.filter(({ accepts = [] }) => accepts.length > 0);
    const expectedValues = new Map<string, unknown>();
    for (const { key, accepts = [] } of writable) {
      await configuration.changeConfiguration(key, accepts[0]!);
      expectedValues.set(key, configuration.get(key as ConfigurationKey));
    }

    const next = await folder.load();

    for (const [key, value] of expectedValues) {
      expect([key, next.get(key as ConfigurationKey)]).toEqual([key, value]);
    }
  });
});
