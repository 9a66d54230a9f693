import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Argument, type Command } from 'commander';
import { configSchema } from '../codegen/editor-schemas/config-schema.js';
import { manifestSchema } from '../codegen/editor-schemas/manifest-schema.js';
import { moduleTree } from '../codegen/source-tree.js';
import { loadDeclarations, packageRoot, type DeclarationFolders } from '../framework/declarations/index.js';
import { resolvePaths } from '../manager/config/index.js';
import { reported } from './reported.js';

interface Options {
  readonly prefix?: string;
  readonly moduleDir?: readonly string[];
  readonly strict: boolean;
  readonly output?: string;
}

const schemas = { config: configSchema, manifest: manifestSchema };

/** `everest schema`: what lets an editor complete and check configurations and manifests. */
export function register(program: Command): void {
  const append = (value: string, before: readonly string[] = []): string[] => [...before, value];
  program
    .command('schema')
    .description('write the JSON Schema of configurations or manifests, for editors')
    .addArgument(new Argument('<kind>', 'of what').choices(Object.keys(schemas)))
    .option('--prefix <path>', 'installation prefix whose modules are known; default: this package')
    .option('--module-dir <dir>', 'a folder of module folders that are known too (may be repeated)', append)
    .option('--strict', 'refuse modules or interfaces that are not known', false)
    .option('-o, --output <file>', 'where it goes; default: stdout')
    .action((kind: keyof typeof schemas, options: Options) => reported(() => write(kind, options)));
}

function write(kind: keyof typeof schemas, { prefix, moduleDir = [], strict, output }: Options): void {
  const declarations = loadDeclarations(foldersOf(prefix, moduleDir));
  const text = `${JSON.stringify(schemas[kind](declarations, { strict }), undefined, 2)}\n`;
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, text);
}

/** Modules of one's own and their interfaces come before those of the prefix. */
function foldersOf(prefix: string | undefined, moduleDirs: readonly string[]): DeclarationFolders {
  const { folders } = resolvePaths({ prefix });
  const own = moduleDirs.map((folder) => moduleTree(folder, packageRoot()).folders);
  const all = (kind: 'interfaces' | 'types' | 'errors' | 'modules'): string[] => [
    ...new Set([...own.flatMap((tree) => tree[kind]), ...folders[kind]]),
  ];
  return { interfaces: all('interfaces'), types: all('types'), errors: all('errors'), modules: all('modules') };
}
