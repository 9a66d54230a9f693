import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { generate } from '../../../codegen/generate.js';

const repository = join(import.meta.dirname, '../../..');
const fixtures = join(repository, 'tests/fixtures/codegen');
let folder: string;
let messages: Map<string, string[]>;

const setups = {
  correct: `
    provides.main.implement({
      show({ page, seconds }) {
        provides.main.publish.page(page);
        log.info({ seconds: seconds.toFixed(), limit: config.module.limit_A.toFixed() }, 'shown');
        return { accepted: page.level === 'low' };
      },
      clear: () => undefined,
      read: async ({ key }) => key.length,
    });
    for (const meter of requires.meters) meter.on.reading((value) => log.info({ v: value.toFixed() }, 'read'));
    requires.main_meter.on.level((level) => log.info({ full: level === 'full' }, 'level'));
    requires.spare_meter?.on.reading(() => undefined);
    provides.main.errors.raise('demo/Dark');
    mqtt.publish('a', 'b');
    telemetry.publish('a', 'b', config.implementations.main);`,
  variable: `requires.main_meter.on.readings(() => undefined);`,
  published: `provides.main.publish.pagee({ title: 'a', level: 'low', lines: [] });`,
  value: `provides.main.publish.page({ title: 'a', level: 'middle', lines: [] });`,
  member: `provides.main.publish.page({ title: 'a', level: 'low' });`,
  command: `provides.main.implement({ show: () => ({ accepted: true }), clear: () => undefined });`,
  result: `provides.main.implement({ show: () => ({ accepted: 1 }), clear: () => undefined, read: () => null });`,
  argument: `provides.main.implement({ show: ({ pag }) => ({ accepted: !pag }), clear: () => undefined, read: () => null });`,
  error: `provides.main.errors.raise('demo/Darkness');`,
  config: `log.info({ value: config.module.limit }, 'x');`,
  keyword: `log.info({ same: config.module.mode === 'fastest' }, 'x');`,
  optional: `requires.spare_meter.on.reading(() => undefined);`,
  absent: `globalErrors.active();`,
};

function fileOf(name: string): string {
  return join(folder, `${name}.ts`);
}

/** One compiler run over all setups; the framework's API stands in for the package. */
function compile(): Map<string, string[]> {
  const program = ts.createProgram(Object.keys(setups).map(fileOf), {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    paths: {
      'everest-ts': [join(repository, 'framework/runtime/api.ts')],
      '#generated/*': [join(folder, 'generated/*.ts')],
    },
  });
  return new Map(
    Object.keys(setups).map((name) => {
      const found = program.getSemanticDiagnostics(program.getSourceFile(fileOf(name)));
      return [name, found.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))];
    }),
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'type-safety-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  generate({ root: fixtures, out: join(folder, 'generated') });
  for (const [name, setup] of Object.entries(setups)) {
    const used = ['config', 'provides', 'requires', 'log', 'mqtt', 'telemetry', 'globalErrors'];
    writeFileSync(
      fileOf(name),
      `import { defineModule } from 'everest-ts';
       import type { DemoDisplay } from '#generated/modules/DemoDisplay';
       export default defineModule<DemoDisplay>(({ ${used.filter((word) => setup.includes(word)).join(', ')} }) => {${setup}});`,
    );
  }
  messages = compile();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('a module', () => {
  test('that keeps to its manifest compiles', () => {
    expect(messages.get('correct')).toEqual([]);
  });

  test.each([
    ['subscribes a wrong variable name', 'variable', "'readings' does not exist"],
    ['publishes a wrong variable name', 'published', "'pagee' does not exist"],
    ['publishes a value outside an enumeration', 'value', '\'"middle"\' is not assignable'],
    ['leaves out a required member', 'member', "'lines' is missing"],
    ['leaves out a command', 'command', "'read' is missing"],
    ['answers with a wrong type', 'result', "'number' is not assignable to type 'boolean'"],
    ['takes an argument that the command does not have', 'argument', "'pag' does not exist"],
    ['raises an error that its interface does not list', 'error', '\'"demo/Darkness"\' is not assignable'],
    ['reads a config key that its manifest does not have', 'config', "'limit' does not exist"],
    ['compares a config value with an impossible one', 'keyword', 'no overlap'],
    ['forgets that a requirement is optional', 'optional', "possibly 'undefined'"],
    ['uses a service that its manifest does not enable', 'absent', "possibly 'undefined'"],
  ])('that %s does not compile', (_what, name, expected) => {
    expect(messages.get(name)?.join('\n')).toContain(expected);
  });
});
