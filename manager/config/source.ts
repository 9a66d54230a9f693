import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MapNode, Problem, YamlNode } from '../../framework/declarations/index.js';
import { nodeAt, readYamlFile } from '../../framework/declarations/index.js';
import { mergePatch } from './merge-patch.js';

/** A configuration as it stands in its files. */
export interface ConfigurationSource {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** Main file and overlay in one; undefined where one of them is no YAML object. */
  readonly root?: MapNode;
  /** The `settings` with those of the overlay: they are checked, but have no effect. */
  readonly overlaySettings?: MapNode;
}

/** Run-time changes of a configuration stand in a file of the same name in this folder beside it. */
export function overlayFile(configFile: string): string {
  return join(dirname(configFile), 'user-config', basename(configFile));
}

/** Reads a configuration and merges its overlay in (framework.md §6). `configFile` has to be canonical. */
export function readSource(configFile: string): ConfigurationSource {
  const main = readYamlFile(configFile);
  const overlayPath = overlayFile(configFile);
  const overlay = existsSync(overlayPath) ? readYamlFile(overlayPath) : undefined;
  const problems = [...main.problems, ...(overlay?.problems ?? [])];
  if (!main.root || (overlay && !overlay.root)) return { file: configFile, problems };
  if (!overlay?.root) return { file: configFile, problems, root: main.root };
  const entries = new Map(overlay.root.entries);
  const settings = entries.get('settings');
  entries.delete('settings');
  const root = mergePatch(main.root, { ...overlay.root, entries }) as MapNode;
  const checked = settings && withSettings(overlay.root, mergePatch(nodeAt(main.root, ['settings']), settings));
  return { file: configFile, problems, root, ...(checked && { overlaySettings: checked }) };
}

/** Nothing where the overlay has deleted them. */
function withSettings({ at }: MapNode, settings: YamlNode): MapNode | undefined {
  if (settings.kind === 'scalar' && settings.value === null) return undefined;
  return { kind: 'map', at, entries: new Map([['settings', settings]]) };
}
