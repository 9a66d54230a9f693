import { InvalidArgumentError, type Command } from 'commander';
import { EverestError } from '../../lib/errors/everest-error.js';

/** Where a configuration is. */
export interface PlaceOptions {
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly config?: string;
  readonly db?: string;
  /** Default: the slot of the next start. */
  readonly slot?: number;
}

export interface ParameterOptions extends PlaceOptions {
  readonly implementation: string;
}

export function readSlot(text: string): number {
  const slot = Number(text);
  if (!Number.isInteger(slot) || slot < 0) throw new InvalidArgumentError('expected the number of a slot.');
  return slot;
}

export function addDatabase(command: Command): Command {
  return command.requiredOption('--db <file>', 'configuration database');
}

export function addSlot(command: Command): Command {
  return addDatabase(command).option('--slot <n>', 'number of the slot; default: that of the next start', readSlot);
}

export function addPlace(command: Command): Command {
  return command
    .option('--config <file>', 'configuration: a file, or the name of one in the config folder')
    .option('--db <file>', 'configuration database; with --config, that tells settings only')
    .option('--slot <n>', 'slot of the database; default: that of the next start', readSlot);
}

export function usageError(message: string): EverestError {
  return new EverestError('CFG_OPTION', message);
}
