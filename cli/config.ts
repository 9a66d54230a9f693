import type { Command } from 'commander';
import { registerDiff } from './config/diff-command.js';
import { registerSlotCommands } from './config/slot-commands.js';
import { registerValueCommands } from './config/value-commands.js';

/** `everest config`: values of a configuration, and configurations of a database. */
export function register(program: Command): void {
  const config = program
    .command('config')
    .description('read and change values, and the configurations of a database')
    .option('--prefix <path>', 'installation prefix; default: this package');
  registerValueCommands(config);
  registerSlotCommands(config);
  registerDiff(config);
}
