import type { MapNode, NodePath, Problem } from '../../framework/declarations/index.js';
import { listAt, mapAt, nodeAt, positionAt, textAt, valueAt } from '../../framework/declarations/index.js';
import { deriveKeys, setPartnerKeys } from './derived-keys.js';
import { Editor } from './editor.js';
import type { Edit } from './editor.js';
import { connectionPaths, freeId, instances, moduleOf } from './instances.js';
import type { KnownModules } from './instances.js';
import { leaveOutDispensable } from './leave-out.js';
import { addNewRequirements } from './new-requirements.js';
import { translations } from './translations.js';
import type { MovedImplementation, RequirementRename } from './translations.js';

export interface Translation {
  readonly root: MapNode;
  readonly edits: readonly Edit[];
  /** One for each thing that was changed, at the place of what it replaces. */
  readonly warnings: readonly Problem[];
}

/** Brings a configuration of an older EVerest into the form of today. One that is up to date comes back unchanged. */
export function translate(root: MapNode, known: KnownModules): Translation {
  const editor = new Editor(root);
  if (mapAt(editor.root, 'active_modules')) {
    const change = new Change(editor, known);
    change.modules();
    change.implementations();
    change.requirements();
    change.moved();
    // keys without effect are found in files of today too; the changes so far are not
    if (editor.edits.length > 0) change.fixed();
    change.retired();
    const old = editor.edits.length > 0;
    if (old) deriveKeys(editor, known);
    leaveOutDispensable(editor, known);
    addNewRequirements(editor, known, old);
    if (old) setPartnerKeys(editor, known);
  }
  return { root: editor.root, edits: editor.edits, warnings: editor.warnings };
}

class Change {
  readonly #editor: Editor;
  readonly #known: KnownModules;

  constructor(editor: Editor, known: KnownModules) {
    this.#editor = editor;
    this.#known = known;
  }

  modules(): void {
    for (const { id, module } of this.#instances()) {
      const to = Object.hasOwn(translations.modules, module) ? translations.modules[module] : undefined;
      if (to === undefined) continue;
      if (this.#known.manifestFile(module) !== undefined || this.#known.manifestFile(to) === undefined) continue;
      const path = ['active_modules', id, 'module'];
      this.#warn(path, `the module type "${module}" is called "${to}" today`);
      this.#editor.set(path, to);
    }
  }

  fixed(): void {
    for (const { module, implementation, key, value } of translations.fixed) {
      for (const { id } of this.#instances(module)) {
        const path = ['active_modules', id, 'config_implementation', implementation, key];
        const isKnown = this.#known.manifest(module)?.provides[implementation]?.config[key] !== undefined;
        if (!isKnown || nodeAt(this.#root, path)) continue;
        this.#warn(path, `"${key}" was always "${value}" in the older module and has to be given today`);
        this.#editor.set(path, value);
      }
    }
  }

  requirements(): void {
    for (const rename of translations.requirements) {
      for (const { id } of this.#instances(rename.module)) this.#renameRequirement(id, rename);
    }
  }

  #renameRequirement(id: string, { module, from, to, partnerEvse }: RequirementRename): void {
    const requires = this.#known.manifest(module)?.requires;
    const path = ['active_modules', id, 'connections', from];
    const partners = listAt(this.#root, ...path);
    if (!partners || !requires?.[to] || requires[from] || nodeAt(this.#root, [...path.slice(0, -1), to])) return;
    this.#warn(path, `the requirement "${from}" of ${module} is called "${to}" today`);
    this.#editor.rename(path, to);
    if (partnerEvse === undefined) return;
    for (const partner of partners.items) this.#mapPartner(textAt(partner, 'module_id'), partnerEvse, module, to);
  }

  #mapPartner(partner: string | undefined, evse: number, module: string, requirement: string): void {
    if (partner === undefined || moduleOf(this.#root, partner) === undefined) return;
    const path = ['active_modules', partner, 'mapping', 'module', 'evse'];
    if (nodeAt(this.#root, path)) return;
    this.#warn(path, `"${requirement}" of ${module} needs a mapping of "${partner}"; EVSE ${evse} is added`);
    this.#editor.set(path, evse);
  }

  implementations(): void {
    for (const { module, from, to } of translations.implementations) {
      const provides = this.#instances(module).length > 0 ? this.#known.manifest(module)?.provides : undefined;
      if (!provides?.[to] || provides[from]) continue;
      for (const path of this.#connectionsTo(module, from)) {
        const target = [...path, 'implementation_id'];
        this.#warn(target, `the implementation "${from}" of ${module} is called "${to}" today`);
        this.#editor.set(target, to);
      }
    }
  }

  moved(): void {
    for (const rule of translations.moved) {
      const connections = this.#connectionsTo(rule.module, rule.implementation);
      if (connections.length === 0 || this.#known.manifestFile(rule.to.module) === undefined) continue;
      const provides = this.#known.manifest(rule.module)?.provides;
      if (provides && !provides[rule.implementation]) for (const path of connections) this.#reconnect(path, rule);
    }
  }

  #reconnect(path: NodePath, { module, implementation, to }: MovedImplementation): void {
    const existing = this.#instances(to.module)[0]?.id;
    const id = existing ?? freeId(this.#root, to.id);
    const how = existing === undefined ? `an instance "${id}" is added and connected` : `"${id}" is connected`;
    this.#warn(path, `"${implementation}" of ${module} is a module of its own today, ${to.module}; ${how}`);
    const { at } = nodeAt(this.#root, path) ?? this.#root;
    this.#editor.set([...path, 'module_id'], id);
    this.#editor.set([...path, 'implementation_id'], to.implementation);
    if (existing === undefined) this.#editor.set(['active_modules', id], { module: to.module }, at);
  }

  retired(): void {
    for (const { module, implementation, keys } of translations.retired) {
      const manifest = this.#instances(module).length > 0 ? this.#known.manifest(module) : undefined;
      if (!manifest) continue;
      const today = implementation === undefined ? manifest.config : manifest.provides[implementation]?.config;
      for (const { id } of this.#instances(module)) {
        const below = implementation === undefined ? ['config_module'] : ['config_implementation', implementation];
        this.#removeKeys(
          ['active_modules', id, ...below],
          keys.filter((key) => !today?.[key]),
          module,
        );
      }
    }
  }

  #removeKeys(path: NodePath, keys: readonly string[], module: string): void {
    for (const key of keys) {
      if (!nodeAt(this.#root, [...path, key])) continue;
      this.#warn([...path, key], `"${key}" has no effect in ${module} today; leave it out`);
      this.#editor.removeWithEmpty([...path, key]);
    }
  }

  #connectionsTo(module: string, implementation: string): NodePath[] {
    return connectionPaths(this.#root).filter((path) => {
      const id = valueAt(this.#root, ...path, 'module_id');
      const target = typeof id === 'string' ? moduleOf(this.#root, id) : undefined;
      return target === module && valueAt(this.#root, ...path, 'implementation_id') === implementation;
    });
  }

  #instances(module?: string): { id: string; module: string }[] {
    return instances(this.#root).filter((instance) => module === undefined || instance.module === module);
  }

  get #root(): MapNode {
    return this.#editor.root;
  }

  #warn(path: NodePath, message: string): void {
    this.#editor.warn(positionAt(this.#root, path), path.slice(2), message);
  }
}
