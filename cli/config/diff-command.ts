import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  nodeAt,
  plain,
  readYamlFile,
  type MapNode,
  type NodePath,
  type YamlNode,
} from '../../framework/declarations/index.js';
import { findConfigFile, overlayFile } from '../../manager/config/index.js';
import { configPlaces } from '../../manager/config/runtime-paths.js';
import { printProblems } from '../../manager/main.js';

interface Options {
  readonly config: string;
  readonly prefix?: string;
  readonly addDir: readonly string[];
}

/** `everest config diff`: what run-time changes say other than the configuration file. */
export function registerDiff(config: Command): void {
  config
    .command('diff')
    .description('compare the changes in user-config with the configuration file')
    .requiredOption('--config <file>', 'configuration: a file, or the name of one in the config folder')
    .action((_, of: Command) => diff(of.optsWithGlobals()));
}

function diff({ config, prefix, addDir }: Options): void {
  const file = findConfigFile(configPlaces(prefix, addDir), config);
  const overlay = overlayFile(file);
  if (!existsSync(overlay)) return console.log(`${overlay}: there is no such file, so nothing is changed`);
  const [main, changes] = [readYamlFile(file), readYamlFile(overlay)];
  printProblems([...main.problems, ...changes.problems]);
  if (main.root === undefined || changes.root === undefined) return void (process.exitCode = 1);
  const lines = differences(main.root, changes.root, []);
  console.log(lines.length === 0 ? `${overlay}: nothing is changed` : lines.join('\n'));
}

/** One line for each leaf of the overlay that changes something. */
export function differences(main: MapNode, change: YamlNode, path: NodePath): string[] {
  if (change.kind === 'map' && change.entries.size > 0) {
    return [...change.entries].flatMap(([key, value]) => differences(main, value, [...path, key]));
  }
  const before = nodeAt(main, path);
  const [old, now] = [before === undefined ? undefined : shown(before), shown(change)];
  if (change.kind === 'map' && before?.kind === 'map') return [];
  if (now === 'null') return old === undefined ? [] : [`${path.join('.')}: ${old} -> (removed)`];
  return old === now ? [] : [`${path.join('.')}: ${old ?? '(not set)'} -> ${now}`];
}

function shown(node: YamlNode): string {
  return JSON.stringify(plain(node));
}
