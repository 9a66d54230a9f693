import { EverestError } from '../../lib/errors/everest-error.js';

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{2,}$/;
const MEMBER = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const COMMAND = /^([^(:]+)(?:\(([^)]*)\))?(?::(.+))?$/;
const REFERENCE = /^\/[a-zA-Z0-9_/-]+#\/[a-zA-Z0-9_-]+$/;
const TYPES = ['boolean', 'integer', 'number', 'string', 'object', 'array'];

export interface InterfaceWishes {
  readonly name: string;
  /** `name`, `name(argument:type,…)` or `name(argument:type,…):type`. */
  readonly commands?: readonly string[];
  /** `name:type`. */
  readonly variables?: readonly string[];
  /** `/errors/<list>` or `/errors/<list>#/<Name>`. */
  readonly errors?: readonly string[];
}

export class InterfaceWishesUnusable extends EverestError {
  constructor(reasons: readonly string[]) {
    super('CFG_INTERFACE_WISHES', reasons.join('\n'));
  }
}

/** `interfaces/<name>.yaml` of a new interface. Throws with everything that is wrong with the wishes. */
export function interfaceText(wishes: InterfaceWishes): string {
  const writer = new Writer();
  const { name, commands = [], variables = [], errors = [] } = wishes;
  writer.check(NAME.test(name), `"${name}" is no name for an interface: at least three letters, digits and _`);
  const lines = [
    `description: What ${name} is for, in a sentence.`,
    ...section(
      'cmds',
      commands.flatMap((wish) => writer.command(wish)),
      commandExample,
    ),
    ...section(
      'vars',
      variables.flatMap((wish) => writer.variable(wish)),
      variableExample,
    ),
    ...(errors.length === 0 ? [] : ['errors:', ...errors.map((wish) => writer.error(wish))]),
  ];
  if (writer.problems.length > 0) throw new InterfaceWishesUnusable(writer.problems);
  return `${lines.join('\n')}\n`;
}

function section(name: string, lines: readonly string[], example: readonly string[]): string[] {
  return lines.length > 0 ? [`${name}:`, ...lines] : example.map((line) => `# ${line}`);
}

const commandExample = [
  'cmds:',
  '  show:',
  '    description: What the command does.',
  '    arguments:',
  '      page: { description: What the argument means., type: integer }',
  '    result: { description: What it answers., type: boolean }',
];

const variableExample = ['vars:', '  page:', '    description: What is published, and when.', '    type: integer'];

class Writer {
  readonly problems: string[] = [];

  check(isRight: boolean, reason: string): void {
    if (!isRight) this.problems.push(reason);
  }

  command(wish: string): string[] {
    const [, name = '', list = '', result] = COMMAND.exec(wish) ?? [];
    this.check(MEMBER.test(name), `--command ${wish}: expected <name>(<argument>:<type>,…):<type>`);
    const parts = list.split(',').filter((part) => part.trim() !== '');
    const values = parts.flatMap((part) => {
      const [argument = '', type = 'string'] = splitOnce(part.trim());
      this.check(MEMBER.test(argument), `--command ${wish}: "${argument}" is no name for an argument`);
      return this.#schema(`--command ${wish}`, argument, type, 6);
    });
    return [
      `  ${name}:`,
      `    description: What ${name} does.`,
      ...(values.length === 0 ? [] : ['    arguments:', ...values]),
      ...(result === undefined ? [] : this.#schema(`--command ${wish}`, 'result', result, 4)),
    ];
  }

  variable(wish: string): string[] {
    const [name = '', type = ''] = splitOnce(wish);
    this.check(MEMBER.test(name) && type !== '', `--variable ${wish}: expected <name>:<type>`);
    return this.#schema(`--variable ${wish}`, name, type, 2);
  }

  error(wish: string): string {
    const isReference = /^\/errors\/[a-z][a-zA-Z0-9_]*(?:#\/[A-Z][A-Za-z0-9]*)?$/.test(wish);
    this.check(isReference, `--error ${wish}: expected /errors/<list> or /errors/<list>#/<Name>`);
    return `  - reference: ${wish}`;
  }

  #schema(option: string, name: string, type: string, indentation: number): string[] {
    const isReference = REFERENCE.test(type);
    this.check(
      isReference || TYPES.includes(type),
      `${option}: type "${type}" is none of ${TYPES.join(', ')} or /file#/Type`,
    );
    const lines = [
      `${name}:`,
      `  description: What ${name} means.`,
      `  type: ${isReference ? 'object' : type}`,
      ...(isReference ? [`  $ref: ${type}`] : []),
    ];
    return lines.map((line) => ' '.repeat(indentation) + line);
  }
}

function splitOnce(text: string): string[] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
