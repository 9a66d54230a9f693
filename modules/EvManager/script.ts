import { entryOf, isCommandName, type CommandName, type Link } from './vocabulary.js';

export interface Command {
  readonly name: CommandName;
  /** Lower case; an argument may be empty. */
  readonly args: readonly string[];
}

/** Why a whole script is refused. */
export interface ScriptProblem {
  /** Position of the command among those of the script, from 1. */
  readonly position: number;
  readonly command: string;
  readonly reason: string;
}

export type ScriptResult =
  | { readonly ok: true; readonly commands: readonly Command[] }
  | { readonly ok: false; readonly problem: ScriptProblem };

/**
 * Commands are separated by semicolons or line breaks, arguments by single blanks or commas; case does not matter.
 * Two separators in a row give an empty argument, an empty command is passed over.
 */
export function parseScript(text: string, links: ReadonlySet<Link>): ScriptResult {
  const texts = text
    .toLowerCase()
    .split(/[;\n]/)
    .map((command) => command.trim())
    .filter((command) => command !== '');
  const commands: Command[] = [];
  for (const [index, command] of texts.entries()) {
    const [name = '', ...args] = command.split(/[ ,]/);
    const reason = refusal(name, args.length, links);
    if (reason !== undefined) return { ok: false, problem: { position: index + 1, command, reason } };
    if (isCommandName(name)) commands.push({ name, args });
  }
  return { ok: true, commands };
}

/** What is wrong with the number of arguments of a command without variants; such a command is skipped later. */
export function countMismatch({ name, args }: Command): string | undefined {
  const { counts } = entryOf(name);
  return counts.includes(args.length) ? undefined : `takes ${counts.join(' or ')} arguments, not ${args.length}`;
}

function refusal(name: string, count: number, links: ReadonlySet<Link>): string | undefined {
  if (!isCommandName(name)) return 'unknown command';
  const { counts, needs } = entryOf(name);
  if (needs !== undefined && !links.has(needs)) return `unknown command without a connection for "${needs}"`;
  if (counts.length > 1 && !counts.includes(count)) return `takes ${counts.join(' or ')} arguments, not ${count}`;
  return undefined;
}

/** A number in decimal notation, or undefined for anything else. */
export function numberArgument(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
