import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { openConfiguration, type Configuration } from '../../manager/config/index.js';
import { printProblems } from '../../manager/main.js';
import { contentOf, exportSlot, type ExportFormat, type SlotInfo } from '../../manager/slots/index.js';
import { existing, withSlots } from './database.js';
import { addDatabase, addSlot, readSlot, type PlaceOptions } from './options.js';

type DatabaseOptions = PlaceOptions & { readonly db: string };
type Described = DatabaseOptions & { readonly description?: string };

/** The commands about slots of a database; `add`, `validate`, `list` and `delete` are those of `everest-config-tool`. */
export function registerSlotCommands(config: Command): void {
  const command = (name: string, description: string): Command => config.command(name).description(description);
  addDatabase(command('list', 'list the slots of a database')).action((_, of: Command) => list(optionsOf(of)));
  addDatabase(command('add', 'put a configuration file into a new slot'))
    .requiredOption('--config <file>', 'the configuration file, with its overlay')
    .option('--description <text>')
    .action((_, of: Command) => load(undefined, optionsOf(of)));
  addSlot(command('load', 'fill a slot with a configuration file, which is checked first'))
    .argument('<config>', 'the configuration file, with its overlay')
    .option('--description <text>')
    .action((file: string, _, of: Command) => {
      const options = optionsOf<Described>(of);
      return load((nextBoot) => options.slot ?? nextBoot, { ...options, config: file });
    });
  command('validate', 'check a configuration file; exit code 0 or 1')
    .requiredOption('--config <file>', 'the configuration file, with its overlay')
    .action((_, of: Command) => void checked(optionsOf(of)));
  addSlot(command('export', 'write a slot as a configuration file'))
    .addOption(new Option('--format <which>').choices(['yaml', 'json']).default('yaml'))
    .option('-o, --output <file>', 'where it goes; default: stdout')
    .action((_, of: Command) => exportTo(optionsOf(of)));
  addSlot(command('duplicate', 'copy a slot to a new one'))
    .option('--description <text>', 'default: that of the slot')
    .action((_, of: Command) => duplicate(optionsOf(of)));
  const slot = ['--slot <n>', 'number of the slot', readSlot] as const;
  addDatabase(command('mark', 'have the next start use a slot'))
    .requiredOption(...slot)
    .action((_, of: Command) => mark(optionsOf(of)));
  addDatabase(command('delete', 'delete a slot that is not the one of the next start'))
    .requiredOption(...slot)
    .action((_, of: Command) => remove(optionsOf(of)));
  addSlot(command('describe', 'give a slot a description'))
    .argument('<text>')
    .action((text: string, _, of: Command) => describe(text, optionsOf(of)));
}

function optionsOf<T = Described & { readonly slot: number; readonly format: ExportFormat }>(command: Command): T {
  return command.optsWithGlobals<T & object>();
}

async function list({ db }: DatabaseOptions): Promise<void> {
  const slots = await withSlots(db, 'has to be there', (of) => of.list());
  for (const slot of slots) console.log(slotLine(slot));
}

function slotLine({ id, isNextBoot, lastUpdated, modules, configFile, description }: SlotInfo): string {
  const mark = isNextBoot ? '*' : ' ';
  const about = [description, configFile].filter((part) => part !== undefined).join(', ');
  return `${mark} ${String(id).padStart(3)}  ${lastUpdated}  ${String(modules).padStart(3)} modules  ${about}`.trimEnd();
}

function checked({ config, prefix, addDir: addDirs }: PlaceOptions): Configuration | undefined {
  const { configuration, problems, file } = openConfiguration({ config, prefix, addDirs, env: process.env });
  printProblems(problems);
  if (configuration === undefined) process.exitCode = 1;
  else console.log(`${file}: ${configuration.modules.size} modules, no errors`);
  return configuration;
}

/** `slotFor` chooses a slot to fill; without it a new one is made. */
async function load(slotFor: ((nextBoot: number) => number) | undefined, options: Described): Promise<void> {
  const configuration = checked(options);
  if (configuration === undefined) return;
  const slot = await withSlots(options.db, 'may be new', (slots) => {
    const origin = { configFile: configuration.file, description: options.description };
    if (slotFor === undefined) return slots.add(contentOf(configuration), origin);
    const chosen = slotFor(slots.nextBoot);
    slots.put(chosen, contentOf(configuration), origin);
    return chosen;
  });
  console.log(`slot ${slot}`);
}

async function exportTo(options: DatabaseOptions & { format: ExportFormat; output?: string }): Promise<void> {
  const text = await withSlots(options.db, 'has to be there', (slots) =>
    exportSlot(slots.content(existing(slots, options.slot)), options.format),
  );
  if (options.output === undefined) process.stdout.write(text);
  else writeFileSync(options.output, text);
}

async function duplicate({ db, slot, description }: Described): Promise<void> {
  const copy = await withSlots(db, 'has to be there', (slots) => slots.duplicate(existing(slots, slot), description));
  console.log(`slot ${copy}`);
}

async function mark({ db, slot }: DatabaseOptions & { readonly slot: number }): Promise<void> {
  tell(await withSlots(db, 'has to be there', (slots) => slots.mark(slot)));
}

async function remove({ db, slot }: DatabaseOptions & { readonly slot: number }): Promise<void> {
  tell(await withSlots(db, 'has to be there', (slots) => slots.delete(slot)));
}

async function describe(text: string, { db, slot }: DatabaseOptions): Promise<void> {
  await withSlots(db, 'has to be there', (slots) => slots.describe(existing(slots, slot), text));
}

function tell(result: string): void {
  console.log(result);
  if (result !== 'Success' && result !== 'NoChangeRequired') process.exitCode = 1;
}
