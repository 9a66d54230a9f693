import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { everestProgram } from '../../../cli/index.js';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const program = everestProgram();
const own = (command: Command): Command[] => command.commands.filter((each) => each.name() !== 'help');
const names = own(program).map((command) => command.name());

/** The lines of the guide that show how a command is used. */
const shown = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, lines = '']) => lines.trim().split('\n'));

/** Every option of the commands on the way to the one that a line uses. */
function optionsOf(line: string): string[] {
  const words = line.split(' ').slice(1);
  let command: Command = program;
  const flags = new Set(['--help']);
  for (const word of words) {
    command.options.forEach((option) => flags.add(option.long ?? '').add(option.short ?? ''));
    command = own(command).find((each) => each.name() === word) ?? command;
  }
  command.options.forEach((option) => flags.add(option.long ?? '').add(option.short ?? ''));
  return [...flags];
}

describe('docs/cli.md', () => {
  test.each(names)('has a section and an example for everest %s', (name) => {
    expect(guide).toContain(`### \`everest ${name}\``);
    expect(shown.some((line) => line.startsWith(`everest ${name}`))).toBe(true);
  });

  test('has no command that does not exist', () => {
    const sections = [...guide.matchAll(/^### `everest (\w+)`$/gm)].map(([, name]) => name);

    expect([...sections].sort()).toEqual([...names].sort());
  });

  test.each(shown.filter((line) => line.startsWith('everest ')))('%s: its options exist', (line) => {
    const code = (line.split(' #')[0] ?? '').split(' | ')[0] ?? '';
    const used = code
      .replaceAll(/'[^']*'|"[^"]*"/g, '')
      .split(' ')
      .filter((word) => /^--?[a-z]/.test(word));

    expect(optionsOf(code)).toEqual(expect.arrayContaining(used));
  });

  test.each(['create', 'update', 'drive'])('shows everything that everest %s can do', (name) => {
    const command = own(program).find((each) => each.name() === name);
    const commands = command === undefined ? [] : own(command).map((each) => `everest ${name} ${each.name()}`);

    expect(commands.filter((start) => !shown.some((line) => line.startsWith(start)))).toEqual([]);
  });
});

describe('the help', () => {
  const help = program.helpInformation();

  test('names every command once, in a group', () => {
    const groups = ['Run a station:', 'Look at it:', 'Write modules:', 'Set it up:'];

    expect(groups.filter((group) => !help.includes(group))).toEqual([]);
    expect(names.filter((name) => help.match(new RegExp(`^  ${name}\\b`, 'gm'))?.length !== 1)).toEqual([]);
    expect(help.match(/^Commands:$[\s\S]*/m)?.[0] ?? '').not.toMatch(/^ {2}(?!help)\w/m);
  });

  test('says of every command what it is for, and of every option whose name does not', () => {
    const plain = ['--description', '--format'];
    const all = (command: Command): Command[] => [command, ...own(command).flatMap(all)];
    const silent = own(program)
      .flatMap(all)
      .flatMap((command) => [
        ...(command.description() === '' ? [command.name()] : []),
        ...command.options
          .filter(({ description, long }) => description === '' && !plain.includes(long ?? ''))
          .map(({ flags }) => `${command.name()} ${flags}`),
      ]);

    expect(silent).toEqual([]);
  });
});

test('README.md names every command', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  expect(names.filter((name) => !readme.includes(`\`everest ${name}`))).toEqual([]);
});
