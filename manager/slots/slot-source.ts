import {
  mapAt,
  nodeFrom,
  readYaml,
  readYamlFile,
  valueAt,
  type MapNode,
  type Problem,
} from '../../framework/declarations/index.js';
import type { ConfigurationSource } from '../config/source.js';
import { exportSlot } from './export-slot.js';
import { fileOf, type SlotContent } from './slot-content.js';

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
  return { file: name, problems: [...yaml.problems, ...problems], ...(root && { root: withSettings(root, yaml) }) };
}

/** The same without places, in a fraction of the time: enough as long as there is nothing to report. */
export function placelessSource(name: string, content: SlotContent, yaml: YamlPart): ConfigurationSource {
  const root = nodeFrom(fileOf(withTelemetry(content, yaml.root)), { file: name, line: 1, column: 1 });
  return { file: name, problems: yaml.problems, ...(root.kind === 'map' && { root: withSettings(root, yaml) }) };
}

function withSettings(root: MapNode, yaml: YamlPart): MapNode {
  const settings = yaml.root?.entries.get('settings');
  return settings === undefined ? root : { ...root, entries: new Map([...root.entries, ['settings', settings]]) };
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
