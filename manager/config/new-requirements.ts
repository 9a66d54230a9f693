import { mapAt, nodeAt, positionAt, valueAt } from '../../framework/declarations/index.js';
import type { MapNode } from '../../framework/declarations/index.js';
import type { Editor } from './editor.js';
import { freeId, instances } from './instances.js';
import type { KnownModules } from './instances.js';
import { translations } from './translations.js';
import type { NewRequirement } from './translations.js';

/** Connects requirements that older configurations could not know, where there is only one way to do it. */
export function addNewRequirements(editor: Editor, known: KnownModules, old: boolean): void {
  for (const rule of translations.newRequirements) {
    if (rule.oldOnly === true && !old) continue;
    const affected = instances(editor.root).filter(({ module }) => module === rule.module);
    const needed = affected.length > 0 && known.manifest(rule.module)?.requires[rule.requirement];
    if (!needed || needed.min_connections === 0 || !isOffered(rule, known)) continue;
    for (const { id } of affected) connect(editor, id, rule);
  }
}

function isOffered({ partner }: NewRequirement, known: KnownModules): boolean {
  return known.manifest(partner.module)?.provides[partner.implementation] !== undefined;
}

function connect(editor: Editor, id: string, rule: NewRequirement): void {
  const path = ['active_modules', id, 'connections', rule.requirement];
  if (nodeAt(editor.root, path)) return;
  const found = partners(editor.root, rule);
  if (found.length > 1 && rule.all !== true) return;
  if (found.length === 0 && rule.add === undefined) return;
  const at = positionAt(editor.root, path);
  const ids = found.length > 0 ? found : [addInstance(editor, id, rule)];
  const how =
    found.length > 0
      ? `${ids.map((partner) => `"${partner}"`).join(', ')} is connected`
      : `an instance "${String(ids[0])}" is added and connected`;
  editor.warn(at, path.slice(2), `${rule.module} requires "${rule.requirement}" today; ${how}`);
  const connections = ids.map((partner) => ({ module_id: partner, implementation_id: rule.partner.implementation }));
  editor.set(path, connections, at);
}

function addInstance(editor: Editor, forId: string, rule: NewRequirement): string {
  const id = freeId(editor.root, rule.add ?? rule.requirement);
  editor.set(
    ['active_modules', id],
    { module: rule.partner.module },
    positionAt(editor.root, ['active_modules', forId]),
  );
  return id;
}

/** Instances of the partner, EVSEs in the order of their connector numbers. */
function partners(root: MapNode, { partner }: NewRequirement): string[] {
  const connector = (id: string) =>
    Number(valueAt(mapAt(root, 'active_modules', id), 'config_module', 'connector_id') ?? 0);
  return instances(root)
    .filter(({ module }) => module === partner.module)
    .map(({ id }) => id)
    .sort((a, b) => connector(a) - connector(b));
}
