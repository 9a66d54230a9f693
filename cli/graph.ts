import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { errorText, EverestError } from '../lib/errors/everest-error.js';
import { openConfiguration } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { addPlaceOptions } from '../manager/options.js';
import { graphDot } from './graph/graph-dot.js';
import { graphSvg } from './graph/graph-svg.js';
import { graphText } from './graph/graph-text.js';
import { wiringOf } from './graph/wiring.js';
import { reported } from './reported.js';

interface Options {
  readonly config?: string;
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly format: 'text' | 'svg' | 'dot';
  readonly output?: string;
}

/** `everest graph`: how the modules of a configuration are wired. */
export function register(program: Command): void {
  addPlaceOptions(program.command('graph'))
    .description('show how the modules of a configuration are wired')
    .option('--config <file>', 'configuration: a file, or the name of one in the config folder', 'config-sil-ocpp')
    .addOption(
      new Option('--format <format>', 'text, a drawing, or the language of Graphviz')
        .choices(['text', 'svg', 'dot'])
        .default('text'),
    )
    .option('-o, --output <file>', 'where it goes; default: stdout')
    .action((options: Options) => reported(() => show(options)));
}

function show({ config, prefix, addDir, format, output }: Options): void {
  const { configuration, problems, file } = openConfiguration({ config, prefix, addDirs: addDir, env: process.env });
  printProblems(problems);
  if (configuration === undefined) {
    process.exitCode = 1;
    return;
  }
  const wiring = wiringOf(configuration);
  const writers = {
    text: () => graphText(wiring),
    svg: () => graphSvg(wiring, basename(file)),
    dot: () => graphDot(wiring),
  };
  const text = writers[format]();
  if (output === undefined) process.stdout.write(text);
  else write(output, text);
}

function write(output: string, text: string): void {
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new EverestError('CFG_OPTION', `${output} cannot be written: ${errorText(error)}`, { cause: error });
  }
}
