import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../framework/declarations/index.js';
import { installation } from './install/installation.js';
import { writeInstallation } from './install/write-installation.js';
import { reported } from './reported.js';

interface Options {
  readonly prefix: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** `everest install`: a prefix as EVerest installations have it, which needs nothing but Node. */
export function register(program: Command): void {
  program
    .command('install')
    .description('install programs, modules, declarations and configurations below a prefix')
    .requiredOption('--prefix <path>', 'e.g. /opt/everest; its bin/manager runs from anywhere')
    .option('--force', 'overwrite files that are not of an installation, or were changed', false)
    .option('--dry-run', 'write nothing; say what would be written', false)
    .action((options: Options) => reported(() => install(options)));
}

function install({ prefix, force, dryRun }: Options): void {
  const target = resolve(prefix);
  const result = writeInstallation(installation(packageRoot(), target), { force, dryRun });
  for (const file of result.kept) console.error(`${relative(process.cwd(), file)}: changed since, and kept`);
  const { written, unchanged, removed } = result;
  const would = dryRun ? 'would be ' : '';
  console.log(
    `${target}: ${written.length} files ${would}written, ${removed.length} removed, ${unchanged} as they were`,
  );
}
