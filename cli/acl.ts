import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { openConfiguration } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { addPlaceOptions } from '../manager/options.js';
import { aclUsers } from './acl/acl-users.js';
import { mosquittoFile } from './acl/mosquitto-file.js';

interface AclOptions {
  readonly config: string;
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly isolation: 'module' | 'shared';
  readonly standalone: readonly string[];
  readonly external?: readonly string[];
  readonly mqtt_everest_prefix?: string;
  readonly output?: string;
}

/** `everest acl`: the access rules of a configuration for Mosquitto. */
export function register(program: Command): void {
  const append = (value: string, before: readonly string[] = []): string[] => [...before, value];
  addPlaceOptions(program.command('acl'))
    .description('write an ACL file for Mosquitto, so that each module gets only at its own topics')
    .requiredOption('--config <file>', 'configuration: a file, or the name of one in the config folder')
    .addOption(
      new Option('--isolation <how>', 'one user for each module, or one for all that the manager starts')
        .choices(['module', 'shared'])
        .default('module'),
    )
    .option('-s, --standalone <ids...>', 'modules that somebody else starts', [])
    .option('--external <filter>', 'topics towards the outside, below the external prefix (may be repeated)', append)
    .option('--mqtt_everest_prefix <text>', 'overrides the everest prefix of the configuration')
    .option('-o, --output <file>', 'where the rules go; default: stdout')
    .action((options: AclOptions) => writeAcl(options));
}

function writeAcl(options: AclOptions): void {
  const { problems, configuration, declarations, file } = openConfiguration({
    config: options.config,
    prefix: options.prefix,
    addDirs: options.addDir,
    env: process.env,
    everestPrefix: options.mqtt_everest_prefix,
    standalone: options.standalone,
  });
  printProblems(problems);
  if (configuration === undefined) {
    process.exitCode = 1;
    return;
  }
  const users = aclUsers({ configuration, declarations, external: options.external }, options.isolation);
  const text = mosquittoFile(`Access of the modules of ${basename(file)}, made by everest acl`, users);
  if (options.output === undefined) process.stdout.write(text);
  else writeFileSync(options.output, text);
}
