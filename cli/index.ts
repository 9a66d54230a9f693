import { isNativeError } from 'node:util/types';
import { Command, CommanderError } from 'commander';
import { EverestError } from '../lib/errors/everest-error.js';
import { packageVersion } from '../manager/main.js';
import { register as registerAcl } from './acl.js';
import { register as registerCerts } from './certs.js';
import { register as registerCheck } from './check.js';
import { register as registerConfig } from './config.js';
import { register as registerCreate } from './create.js';
import { register as registerCsms } from './csms.js';
import { register as registerDrive } from './drive.js';
import { register as registerGenerate } from './generate.js';
import { register as registerGraph } from './graph.js';
import { register as registerInstall } from './install.js';
import { register as registerMigrate } from './migrate.js';
import { register as registerModule } from './module.js';
import { register as registerSchema } from './schema.js';
import { register as registerStart } from './start.js';
import { register as registerTrace } from './trace.js';
import { register as registerUpdate } from './update.js';

/** The `everest` command; resolves with its exit code. `prefix` is what commands without `--prefix` take; default: this package. */
export async function runEverest(argv: readonly string[], prefix?: string): Promise<number> {
  process.stdout.on('error', endWithoutReader);
  const program = everestProgram(prefix);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof EverestError) && !isAboutFile(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** A file or folder that a command was given is missing, or may not be read or written; the message names it. */
function isAboutFile(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error && 'path' in error;
}

/** `everest trace | head` has seen enough. */
function endWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** All commands. */
export function everestProgram(prefix?: string): Command {
  const program = new Command('everest')
    .description('EVerest in TypeScript: start a charging station, drive it, look at it, write modules for it.')
    .version(packageVersion(), '--version', 'print the version')
    .addHelpText('after', examples)
    .exitOverride();
  for (const register of [
    registerStart,
    registerDrive,
    registerCsms,
    registerCerts,
    registerCheck,
    registerGraph,
    registerTrace,
    registerConfig,
    registerMigrate,
    registerModule,
    registerAcl,
    registerGenerate,
    registerCreate,
    registerUpdate,
    registerSchema,
    registerInstall,
  ]) {
    register(program);
  }
  program.commands.forEach((command) => prepare(command, prefix));
  return program;
}

/** Commands that belong together stand together in the help. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Run a station:': ['start', 'drive', 'csms', 'module'],
  'Look at it:': ['check', 'graph', 'trace'],
  'Write modules:': ['create', 'update', 'generate', 'schema'],
  'Set it up:': ['migrate', 'config', 'install', 'acl', 'certs'],
};

const examples = `
Examples:
  everest start                                    a station with all that it needs, and a session to watch
  everest drive plug --evse 2                      plug a car in
  everest graph --format svg -o station.svg        draw how the modules are wired
  everest trace --module auth --command '*'        watch the calls of one module
  everest create module MyDriver --provides main:evse_board_support
`;

function prepare(command: Command, prefix: string | undefined): void {
  command.exitOverride();
  const group = Object.entries(groups).find(([, names]) => names.includes(command.name()));
  if (group !== undefined && command.parent?.parent === null) command.helpGroup(group[0]);
  const hasPrefix = command.options.some((option) => option.attributeName() === 'prefix' && !option.mandatory);
  if (prefix !== undefined && hasPrefix) command.setOptionValueWithSource('prefix', prefix, 'default');
  command.commands.forEach((inner) => prepare(inner, prefix));
}
