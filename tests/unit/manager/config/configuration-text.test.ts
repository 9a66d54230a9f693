import { describe, expect, test } from '@jest/globals';
import { plain, readYaml } from '../../../../framework/declarations/index.js';
import { configurationJson, configurationYaml } from '../../../../manager/config/configuration-text.js';

const shared = { x: [1] };
const values = {
  plain: { a: 1, b: 0.5, c: true, d: 'text', e: [], f: {} },
  'texts that look like something else': { a: '0b1', b: '-0x1F', c: 'True', d: '~', e: '3000000000', f: '' },
  'whole numbers beyond 32 bits': { a: 3_000_000_000, b: -3_000_000_000, c: [2 ** 31, 2 ** 31 - 1], d: 1e21 },
  'the same object twice': { a: shared, b: shared },
  'texts with such numbers': { 'a": 3000000000': 'x\n3000000000,\n', b: '": 3000000000,' },
};

describe.each([
  ['YAML', configurationYaml],
  ['JSON', configurationJson],
])('a configuration written as %s', (_, write) => {
  test.each(Object.entries(values))('is read as it was: %s', (_name, value) => {
    const { problems, root } = readYaml('a.yaml', write(value));

    expect(problems).toEqual([]);
    expect(root && plain(root)).toEqual(value);
  });
});
