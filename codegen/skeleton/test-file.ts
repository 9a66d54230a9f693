import { propertyKey, stringLiteral } from '../names.js';
import { indent } from '../text.js';
import { firstAnswer, notWritten } from './entry-file.js';
import { literal } from './literal.js';
import type { MinimalValue } from './minimal-value.js';
import type { ModulePlan, ProvidedPlan, RequiredPlan } from './plan.js';

/** Longer options of `startModule` get lines of their own. */
const OPTIONS_LENGTH = 60;

/** How the tests of a place are written: with jest in the repository, with Node's own runner outside it. */
export interface TestStyle {
  readonly imports: readonly string[];
  /** From the test to the module's entry. */
  readonly entry: string;
  /** Further options of `startModule`, as source text. */
  readonly kitOptions: readonly string[];
  equal(actual: string, expected: string): string;
  rejects(promise: string, message: string): string;
}

export const jestStyle = (entry: string): TestStyle => ({
  imports: ["import { expect, test } from '@jest/globals';"],
  entry,
  kitOptions: [],
  equal: (actual, expected) => `expect(${actual}).toEqual(${expected});`,
  rejects: (promise, message) => `await expect(${promise}).rejects.toThrow(${stringLiteral(message)});`,
});

export const nodeStyle: TestStyle = {
  imports: ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"],
  entry: './index.js',
  kitOptions: ['moduleFolder: import.meta.dirname'],
  equal: (actual, expected) => `assert.deepEqual(${actual}, ${expected});`,
  rejects: (promise, message) => `await assert.rejects(${promise}, { message: ${stringLiteral(message)} });`,
};

/** A test of the module's start, of each command, and of each requirement that publishes something. */
export function testFile(plan: ModulePlan, style: TestStyle, minimalValue: MinimalValue): string {
  const writer = new TestWriter(plan, style, minimalValue);
  const imports = [
    ...style.imports,
    "import { startModule } from 'everest-ts/testing';",
    `import definition from '${style.entry}';`,
  ];
  return `${imports.join('\n')}\n\n${writer.tests().join('\n\n')}\n`;
}

class TestWriter {
  readonly #plan: ModulePlan;
  readonly #style: TestStyle;
  readonly #minimalValue: MinimalValue;

  constructor(plan: ModulePlan, style: TestStyle, minimalValue: MinimalValue) {
    this.#plan = plan;
    this.#style = style;
    this.#minimalValue = minimalValue;
  }

  tests(): string[] {
    return [
      this.#test('becomes ready', [], [this.#healthy()]),
      ...this.#plan.provides.flatMap((entry) => this.#commandTests(entry)),
      ...this.#plan.requires.flatMap((entry) => this.#variableTest(entry)),
    ];
  }

  #commandTests(entry: ProvidedPlan): string[] {
    return Object.entries(entry.definition.cmds).flatMap(([name, command]) => {
      const args = this.#arguments(command.arguments);
      if (args === undefined) return [];
      const answer = firstAnswer(command, this.#minimalValue);
      const call = (before: string, after: string): string => {
        const start = `${before}kit.call(${stringLiteral(entry.id)}, ${stringLiteral(name)}, `;
        return `${start}${literal(args, start.length + after.length + 3, 2)})${after}`;
      };
      const title = `${entry.id} answers ${name}`;
      if (answer === undefined) return [this.#test(title, [], [this.#style.rejects(call('', ''), notWritten(name))])];
      if (answer.value === undefined) return [this.#test(title, [], [call('await ', ';'), '', this.#healthy()])];
      const expected = literal(answer.value, this.#style.equal('answer', '').length + 2, 2);
      const lines = [call('const answer = await ', ';'), '', this.#style.equal('answer', expected)];
      return [this.#test(title, [], lines)];
    });
  }

  #variableTest(entry: RequiredPlan): string[] {
    for (const [name, schema] of Object.entries(entry.definition.vars)) {
      const example = this.#minimalValue(schema);
      if (example === undefined) continue;
      const options = entry.min > 0 ? [] : [`connections: { ${propertyKey(entry.id)}: 1 }`];
      const start = `kit.peer(${stringLiteral(entry.id)}).publish(${stringLiteral(name)}, `;
      const publish = `${start}${literal(example.value, start.length + 4, 2)});`;
      return [
        this.#test(`takes ${name} of ${entry.id}`, options, [publish, 'await kit.settle();', '', this.#healthy()]),
      ];
    }
    return [];
  }

  #arguments(schemas: Readonly<Record<string, Parameters<MinimalValue>[0]>>): Record<string, unknown> | undefined {
    const values = Object.entries(schemas).map(([name, schema]) => [name, this.#minimalValue(schema)] as const);
    if (values.some(([, example]) => example === undefined)) return undefined;
    return Object.fromEntries(values.map(([name, example]) => [name, example?.value]));
  }

  #healthy(): string {
    return this.#style.equal('kit.failure', 'undefined');
  }

  #test(title: string, kitOptions: readonly string[], body: readonly string[]): string {
    const options = [...this.#style.kitOptions, ...kitOptions];
    const start = `const kit = await startModule(${stringLiteral(this.#plan.name)}, definition${optionText(options)});`;
    const lines = [start, ...(body.length > 1 ? [] : ['']), ...body, 'await kit.close();'];
    return `test(${stringLiteral(title)}, async () => {\n${indent(lines.join('\n'))}\n});`;
  }
}

function optionText(options: readonly string[]): string {
  if (options.length === 0) return '';
  const line = `, { ${options.join(', ')} }`;
  return line.length <= OPTIONS_LENGTH ? line : `, {\n${indent(options.map((option) => `${option},`).join('\n'))}\n}`;
}
