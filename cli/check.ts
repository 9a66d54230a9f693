import type { Command } from 'commander';
import { openConfiguration } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';

/** `everest check`: every problem of a configuration, nothing is started. */
export function register(program: Command): void {
  program
    .command('check')
    .description('check a configuration and list every problem')
    .argument('<config>', 'a file, or the name of one in the config folder')
    .option('--prefix <path>', 'installation prefix; default: this package')
    .action((config: string, { prefix }: { prefix?: string }) => {
      const { problems, configuration, file } = openConfiguration({ config, prefix, env: process.env });
      printProblems(problems);
      if (configuration === undefined) process.exitCode = 1;
      else console.log(`${file}: ${configuration.modules.size} modules, no errors`);
    });
}
