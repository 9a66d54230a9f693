import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CompiledDeclarations } from '../../../../framework/declarations/compiled.js';
import { temporaryFolder } from '../../../support/manager-process.js';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

const digest = (text: string): string => createHash('sha1').update(text).digest('base64');
const definition = { cmds: {}, vars: {}, errors: { demo: {} } };
const heat = { name: 'Heat', description: 'Too hot', namespace: 'demo' };
const compiled = new CompiledDeclarations({
  interfaces: { [digest('interface text')]: { definition, errorLists: { demo: digest('error text') } } },
  types: { [digest('type text')]: { Word: { type: 'string' } } },
  errors: { [digest('error text')]: [heat] },
  manifests: {},
});

describe('declarations that the build has read', () => {
  test('count for a file with exactly the same text', () => {
    expect(compiled.typeDocument(file('a.yaml', 'type text'))).toEqual({ Word: { type: 'string' } });
  });

  test.each(['type text ', 'other text', ''])('do not count for the text "%s"', (text) => {
    expect(compiled.typeDocument(file('a.yaml', text))).toBeUndefined();
  });

  test.each([
    ['demo', [heat]],
    ['copy', undefined],
  ])('an error list counts for the namespace it was read for: %s', (namespace, expected) => {
    expect(compiled.errorList(file(`${namespace}.yaml`, 'error text'), namespace)).toEqual(expected);
  });

  test('do not count for a file that cannot be read', () => {
    expect(compiled.typeDocument(join(folder.path, 'missing.yaml'))).toBeUndefined();
  });

  test.each([
    ['error text', definition],
    ['changed text', undefined],
  ])('an interface counts while its error lists are the same: %s', (text, expected) => {
    const errors = file('demo.yaml', text);

    expect(compiled.interface(file('i.yaml', 'interface text'), () => errors)).toEqual(expected);
  });
});
