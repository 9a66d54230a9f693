import type { Declarations, Manifest, Problem } from '../framework/declarations/types.js';
import { interfaceFile, interfaceSchemas } from './interface-file.js';
import { manifestInterfaces, moduleFile } from './module-file.js';
import { referencedDocuments } from './references.js';
import { typeFile } from './type-file.js';

/** What to generate. Interfaces and types that these need come along. */
export interface Selection {
  readonly modules: readonly string[];
  readonly interfaces: readonly string[];
  readonly types: readonly string[];
}

export interface GeneratedFiles {
  /** Path below the output folder, with `/`, to content. */
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Everything that the declaration folders hold. */
export function wholeTree(declarations: Declarations): Selection {
  return {
    modules: declarations.moduleNames(),
    interfaces: declarations.interfaceNames(),
    types: declarations.typeDocumentNames(),
  };
}

export function generatedFiles(declarations: Declarations, selection: Selection): GeneratedFiles {
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);

  const manifests = readManifests(declarations, selection.modules);
  const interfaces = knownInterfaces(declarations, [
    ...selection.interfaces,
    ...[...manifests.values()].flatMap(manifestInterfaces),
  ]);
  const schemas = interfaces.flatMap((name) =>
    interfaceSchemas(declarations.interface(name) ?? { cmds: {}, vars: {}, errors: {} }),
  );
  const types = new Set([...selection.types, ...referencedDocuments(declarations, schemas)]);
  const selected = selection.types.flatMap((name) => Object.values(declarations.typeDocument(name) ?? {}));
  for (const name of referencedDocuments(declarations, selected)) types.add(name);

  for (const name of sorted(types)) {
    if (declarations.typeDocument(name) !== undefined)
      files.set(`types/${name}.ts`, typeFile(declarations, name, report));
  }
  for (const name of interfaces) files.set(`interfaces/${name}.ts`, interfaceFile(declarations, name, report));
  for (const [name, manifest] of manifests) {
    const origin = `modules/${name}/manifest.yaml`;
    files.set(`modules/${name}.ts`, moduleFile({ declarations, name, manifest, origin }, report));
  }
  return { files, problems };
}

function readManifests(declarations: Declarations, names: readonly string[]): Map<string, Manifest> {
  const manifests = new Map<string, Manifest>();
  for (const name of sorted(names)) {
    const manifest = declarations.manifest(name);
    if (manifest !== undefined) manifests.set(name, manifest);
  }
  return manifests;
}

function knownInterfaces(declarations: Declarations, names: readonly string[]): string[] {
  return sorted(names).filter((name) => declarations.interface(name) !== undefined);
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}
