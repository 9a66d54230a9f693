import type { CommandDefinition } from '../../framework/declarations/types.js';
import { propertyKey, typeIdentifier } from '../names.js';
import { indent } from '../text.js';
import { literal } from './literal.js';
import type { MinimalValue } from './minimal-value.js';
import type { ModulePlan, ProvidedPlan, RequiredPlan } from './plan.js';

/** `index.ts` of a new module: implements every command and listens to every variable, so that it compiles and runs as it is. */
export function entryFile(plan: ModulePlan, minimalValue: MinimalValue): string {
  const type = typeIdentifier(plan.name);
  const provided = plan.provides.map((entry) => implementation(entry, minimalValue)).filter((text) => text !== '');
  const required = plan.requires.map(subscriptions).filter((text) => text !== '');
  const body = [...provided, ...required, readyHook].join('\n\n');
  const used = [provided.length > 0 && 'provides', required.length > 0 && 'requires', 'log'].filter(
    (name) => name !== false,
  );
  const imports = body.includes('new HandlerFailed') ? 'defineModule, HandlerFailed' : 'defineModule';
  return `import { ${imports} } from 'everest-ts';
import type { ${type} } from '#generated/modules/${plan.name}';

export default defineModule<${type}>(({ ${used.join(', ')} }) => {
${indent(body)}
});
`;
}

/** What a command answers as long as nobody has written it; `undefined` where it can only fail. */
export function firstAnswer(command: CommandDefinition, minimalValue: MinimalValue): { value: unknown } | undefined {
  return command.result['type'] === 'null' ? { value: undefined } : minimalValue(command.result);
}

export function notWritten(command: string): string {
  return `${command} is not written yet`;
}

const readyHook = `return {
  ready() {
    log.info('ready');
  },
};`;

/** The handlers of an implementation; empty where its interface has no commands. */
export function implementation(entry: ProvidedPlan, minimalValue: MinimalValue): string {
  const commands = Object.entries(entry.definition.cmds);
  if (commands.length === 0) return '';
  const handlers = commands.map(([name, command]) => `${handler(name, command, minimalValue)},`);
  return `provides${access(entry.id)}.implement({\n${indent(handlers.join('\n'))}\n});`;
}

/** The handler of one command, as a method. */
export function handler(name: string, command: CommandDefinition, minimalValue: MinimalValue): string {
  const takesArguments = Object.keys(command.arguments).length > 0;
  const note = takesArguments ? `log.debug({ args }, '${name} called');` : `log.debug('${name} called');`;
  return `${propertyKey(name)}(${takesArguments ? 'args' : ''}) {\n${indent([note, ...answer(name, command, minimalValue)].join('\n'))}\n}`;
}

function answer(name: string, command: CommandDefinition, minimalValue: MinimalValue): string[] {
  const first = firstAnswer(command, minimalValue);
  if (first === undefined) return [`throw new HandlerFailed('${notWritten(name)}');`];
  return first.value === undefined ? [] : [`return ${literal(first.value, 14, 6)};`];
}

function subscriptions(entry: RequiredPlan): string {
  const names = Object.keys(entry.definition.vars);
  if (names.length === 0) return '';
  const listen = (target: string, indentation: number): string =>
    names
      .map((name) => `${target}.on${access(name)}((value) => log.debug({ value }, '${entry.id} published ${name}'));`)
      .map((line) => broken(line, indentation))
      .join('\n');
  const requirement = `requires${access(entry.id)}`;
  if (entry.cardinality === 'one') return listen(requirement, 2);
  if (entry.cardinality === 'optional') return listen(`${requirement}?`, 2);
  return `for (const connection of ${requirement}) {\n${indent(listen('connection', 4))}\n}`;
}

/** Breaks a subscription that is too long for one line. */
function broken(line: string, indentation: number): string {
  if (line.length + indentation <= 120) return line;
  const [call = '', handling = ''] = line.split(/(?<=\(\(value\) =>) /);
  return `${call}\n  ${handling.replace(/\);$/, ',')}\n);`;
}

function access(name: string): string {
  const key = propertyKey(name);
  return key === name ? `.${name}` : `[${key}]`;
}
