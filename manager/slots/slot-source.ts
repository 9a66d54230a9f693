import {
  mapAt,
  readYaml,
  readYamlFile,
  valueAt,
  type MapNode,
  type Problem,
} from '../../framework/declarations/index.js';
import type { ConfigurationSource } from '../config/source.js';
import { exportSlot } from './export-slot.js';
import type { SlotContent } from './slot-content.js';

/** What of a YAML file counts where the modules come from a slot: settings and telemetry. */
export interface YamlPart {
  readonly problems: readonly Problem[];
  readonly root?: MapNode;
}

export function readYamlPart(file: string | undefined): YamlPart {
  return file === undefined ? { problems: [] } : readYamlFile(file);
}

/** A slot as if it stood in a file. Places in it are those of its export as YAML. */
export function slotSource(name: string, content: SlotContent, yaml: YamlPart): ConfigurationSource {
  const { root, problems } = readYaml(name, exportSlot(withTelemetry(content, yaml.root), 'yaml'));
  const settings = yaml.root?.entries.get('settings');
  const all = [...yaml.problems, ...problems];
  if (root === undefined) return { file: name, problems: all };
  const entries = new Map(root.entries);
  if (settings !== undefined) entries.set('settings', settings);
  return { file: name, problems: all, root: { ...root, entries } };
}

/** framework.md §31: telemetry is not stored; the YAML file has the word where there is one. */
function withTelemetry({ modules }: SlotContent, root: MapNode | undefined): SlotContent {
  if (root === undefined) return { modules };
  const entries = [...modules].map(([id, { telemetry: _stored, ...module }]) => {
    const telemetryId = valueAt(mapAt(root, 'active_modules', id, 'telemetry'), 'id');
    return [id, typeof telemetryId === 'number' ? { ...module, telemetry: { id: telemetryId } } : module] as const;
  });
  return { modules: new Map(entries) };
}
