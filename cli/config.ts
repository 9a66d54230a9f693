import type { Command } from 'commander';
import { addPlaceOptions } from '../manager/options.js';
import { registerDiff } from './config/diff-command.js';
import { registerSlotCommands } from './config/slot-commands.js';
import { registerValueCommands } from './config/value-commands.js';

/** `everest config`: values of a configuration, and configurations of a database. */
export function register(program: Command): void {
  const config = addPlaceOptions(program.command('config')).description(
    'read and change values, and the configurations of a database',
  );
  registerValueCommands(config);
  registerSlotCommands(config);
  registerDiff(config);
}
