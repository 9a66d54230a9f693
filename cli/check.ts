import type { Command } from 'commander';
import { openConfiguration } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { addPlaceOptions } from '../manager/options.js';
import { findOcppProblems } from './live/ocpp-problems.js';

/** `everest check`: every problem of a configuration and of its OCPP configuration; nothing is started. */
export function register(program: Command): void {
  addPlaceOptions(program.command('check'))
    .description('check a configuration and list every problem')
    .argument('<config>', 'a file, or the name of one in the config folder')
    .action(async (config: string, { prefix, addDir }: { prefix?: string; addDir: readonly string[] }) => {
      const opened = openConfiguration({ config, prefix, addDirs: addDir, env: process.env });
      const { problems, configuration, file, paths } = opened;
      const ocppProblems = configuration === undefined ? [] : await findOcppProblems(configuration, paths);
      printProblems([...problems, ...ocppProblems]);
      if (configuration === undefined || ocppProblems.length > 0) process.exitCode = 1;
      else console.log(`${file}: ${configuration.modules.size} modules, no errors`);
    });
}
