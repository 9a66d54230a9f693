import { completeManifest, type ManifestText } from './complete-manifest.js';
import { checkConfigValue } from './config-value.js';
import { checkIsSchema, checkSchema } from './schema-check.js';
import type { ConfigEntry, JsonSchema, Manifest, Problem } from './types.js';
import { mapAt, pathText, plain } from './yaml-node.js';
import type { MapNode, NodePath, YamlNode } from './yaml-node.js';
import { readYamlFile } from './yaml-file.js';

export interface ManifestFile {
  readonly file: string;
  readonly root?: MapNode;
  readonly manifest?: Manifest;
  readonly problems: readonly Problem[];
}

/** framework.md §8: reads a manifest, checks it with the defaults of its config entries, and fills the defaults in. */
export function readManifestFile(file: string, module: string, schema: JsonSchema): ManifestFile {
  const { root, problems: found } = readYamlFile(file);
  if (!root) return { file, problems: found };
  const violations = checkSchema(root, schema);
  const entries = violations.length === 0 ? configEntries(root).flatMap((entry) => checkEntry(entry, module)) : [];
  const problems = [...found, ...violations, ...entries];
  if (problems.some(({ severity }) => severity === 'error')) return { file, root, problems };
  return { file, root, problems, manifest: completeManifest(plain(root) as ManifestText) };
}

interface PlacedEntry {
  readonly node: YamlNode;
  readonly path: NodePath;
}

function configEntries(root: MapNode): PlacedEntry[] {
  const below = (...path: string[]) =>
    [...(mapAt(root, ...path)?.entries ?? [])].map(([name, node]) => ({ node, path: [...path, name] }));
  return [...below('config'), ...below('provides').flatMap(({ path }) => below(...path, 'config'))];
}

function checkEntry({ node, path }: PlacedEntry, module: string): Problem[] {
  const problems = checkIsSchema(withoutRequired(node), path);
  const value = node.kind === 'map' ? node.entries.get('default') : undefined;
  if (!value || problems.length > 0) return problems;
  const owner = path[0] === 'config' ? module : `implementation "${String(path[1])}" of ${module}`;
  const { messages } = checkConfigValue(value, plain(node) as ConfigEntry);
  const place = { severity: 'error', ...value.at, path: pathText([...path, 'default']) } as const;
  return messages.map((message) => ({
    ...place,
    message: `the default of "${String(path.at(-1))}" of ${owner} ${message}`,
  }));
}

/** Some manifests mark entries with `required: true`, which is no draft-07 schema but means no harm. */
function withoutRequired(node: YamlNode): YamlNode {
  if (node.kind !== 'map') return node;
  return { ...node, entries: new Map([...node.entries].filter(([key]) => key !== 'required')) };
}
