import type { MapNode } from '../../framework/declarations/index.js';
import { listAt, mapAt, positionAt, textAt } from '../../framework/declarations/index.js';
import type { Editor } from './editor.js';
import { connectionPaths, instances } from './instances.js';
import type { KnownModules } from './instances.js';
import { translations } from './translations.js';

/**
 * Takes the modules out that this installation does not have and that a station can do without, and with them the connections of
 * others to them. One that somebody needs stays: that it is missing is an error then.
 */
export function leaveOutDispensable(editor: Editor, known: KnownModules): void {
  const candidates = new Map(
    instances(editor.root)
      .filter(({ module }) => translations.dispensable.includes(module) && known.manifestFile(module) === undefined)
      .map(({ id, module }) => [id, module]),
  );
  for (const needed of neededOf(editor.root, candidates, known)) candidates.delete(needed);
  dropConnections(editor, candidates);
  for (const [id, module] of candidates) {
    const path = ['active_modules', id];
    editor.warn(
      positionAt(editor.root, path),
      ['module'],
      `"${id}" is left out: there is no module ${module} here, and nothing needs it`,
    );
    editor.remove(path);
  }
}

/** The candidates without which a requirement of another module would have too few connections. */
function neededOf(root: MapNode, candidates: ReadonlyMap<string, string>, known: KnownModules): string[] {
  return instances(root)
    .filter(({ id }) => !candidates.has(id))
    .flatMap(({ id, module }) => {
      const connections = mapAt(root, 'active_modules', id, 'connections')?.entries ?? new Map<string, never>();
      return [...connections.keys()].flatMap((requirement) => {
        const partners = (listAt(root, 'active_modules', id, 'connections', requirement)?.items ?? []).map(
          (item) => textAt(item, 'module_id') ?? '',
        );
        const staying = partners.filter((partner) => !candidates.has(partner)).length;
        const needed = known.manifest(module)?.requires[requirement]?.min_connections ?? 0;
        return staying < needed ? partners.filter((partner) => candidates.has(partner)) : [];
      });
    });
}

/** From the last to the first, so that the positions in the lists stay right. */
function dropConnections(editor: Editor, gone: ReadonlyMap<string, string>): void {
  for (const path of connectionPaths(editor.root).reverse()) {
    const owner = path[1];
    const partner = textAt(editor.root, ...path, 'module_id');
    if (partner === undefined || !gone.has(partner) || gone.has(String(owner))) continue;
    editor.warn(positionAt(editor.root, path), path.slice(2), `the connection to "${partner}" is left out with it`);
    editor.removeWithEmpty(path);
  }
}
