import { nodeAt, positionAt, valueAt } from '../../framework/declarations/index.js';
import type { ScalarValue } from '../../framework/declarations/index.js';
import type { Editor } from './editor.js';
import { instances, moduleOf } from './instances.js';
import type { KnownModules } from './instances.js';
import { translations } from './translations.js';
import type { DerivedKey, PartnerKey } from './translations.js';
import { writtenConnections } from './written-connections.js';

/** Gives mandatory keys that older modules did not have the value that their neighbours know. */
export function deriveKeys(editor: Editor, known: KnownModules): void {
  for (const rule of translations.derivedKeys) {
    const affected = instances(editor.root).filter(({ module }) => module === rule.module);
    const entry = affected.length > 0 ? known.manifest(rule.module)?.config[rule.key] : undefined;
    if (!entry || entry.default !== undefined) continue;
    for (const { id } of affected) derive(editor, id, rule);
  }
}

function derive(editor: Editor, id: string, rule: DerivedKey): void {
  const path = ['active_modules', id, 'config_module', rule.key];
  if (nodeAt(editor.root, path)) return;
  const values = new Set(neighbourValues(editor, id, rule));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return;
  const message = `${rule.module} requires "${rule.key}" today; ${String(value)} is added, as in the ${rule.from.module} beside it`;
  editor.warn(positionAt(editor.root, path), path.slice(2), message);
  editor.set(path, value);
}

function neighbourValues({ root }: Editor, id: string, { from }: DerivedKey): ScalarValue[] {
  return writtenConnections(root)
    .filter(({ owner, moduleId }) => moduleId === id && moduleOf(root, owner) === from.module)
    .flatMap(({ owner }) => valueAt(root, 'active_modules', owner, 'config_module', from.key) ?? []);
}

/** Sets keys that older modules did not have, and without which a partner of today would complain. */
export function setPartnerKeys(editor: Editor, known: KnownModules): void {
  for (const rule of translations.partnerKeys) {
    for (const { owner, requirement, moduleId } of writtenConnections(editor.root)) {
      if (requirement !== rule.wantedBy.requirement || moduleOf(editor.root, owner) !== rule.wantedBy.module) continue;
      if (moduleOf(editor.root, moduleId) === rule.module) setPartnerKey(editor, known, moduleId, rule);
    }
  }
}

function setPartnerKey(editor: Editor, known: KnownModules, id: string, rule: PartnerKey): void {
  const { module, key, value, wantedBy } = rule;
  const path = ['active_modules', id, 'config_module', key];
  if (known.manifest(module)?.config[key] === undefined || nodeAt(editor.root, path)) return;
  const message = `${wantedBy.module} wants "${key}" of ${module} today; ${String(value)} is added`;
  editor.warn(positionAt(editor.root, path), path.slice(2), message);
  editor.set(path, value);
}
