import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { CompiledDeclarations } from './compiled.js';
import { readErrorFile } from './error-files.js';
import type { ErrorFile } from './error-files.js';
import { readInterfaceFile } from './interface-files.js';
import type { InterfaceFile } from './interface-files.js';
import { readManifestFile } from './manifest-files.js';
import type { ManifestFile } from './manifest-files.js';
import { loadSchemas } from './schema-files.js';
import { findTypeFiles, readTypeFile } from './type-files.js';
import type { TypeFile } from './type-files.js';
import type {
  DeclarationFolders,
  Declarations,
  ErrorDefinition,
  FrameworkSchemas,
  InterfaceDefinition,
  Manifest,
  Problem,
  TypeDocument,
} from './types.js';
import { toWireInterface } from './wire-interface.js';
import { findYaml, readYamlFile } from './yaml-file.js';
import { positionAt } from './yaml-node.js';
import type { NodePath, Position } from './yaml-node.js';

/** Opens the folders; each file is read when it is first asked for, and once. */
export function loadDeclarations(folders: DeclarationFolders): Declarations {
  return new FolderDeclarations(folders);
}

class FolderDeclarations implements Declarations {
  readonly schemas: FrameworkSchemas;
  readonly #problems: Problem[] = [];
  readonly #interfaces = new Once((name) => this.#readInterface(name));
  readonly #wire = new Once((name) => this.#wireForm(name));
  readonly #errors = new Once((namespace) => this.#readErrors(namespace));
  readonly #types = new Once((name) => this.#readTypes(name));
  readonly #manifests = new Once((module) => this.#readManifest(module));
  /** Made with the built-in schemas, so that it does not count where a tree brings its own. */
  readonly #compiled: CompiledDeclarations | undefined;
  #typeFiles: Map<string, string> | undefined;
  #strict = false;

  constructor(readonly folders: DeclarationFolders) {
    const { schemas, problems } = loadSchemas(folders.schemas);
    this.schemas = schemas;
    this.#problems.push(...problems);
    if (folders.schemas === undefined) this.#compiled = CompiledDeclarations.load();
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  interface(name: string): InterfaceDefinition | undefined {
    return this.#interfaces.get(name)?.definition;
  }

  wireInterface(name: string): InterfaceDefinition | undefined {
    return this.#wire.get(name);
  }

  interfaceFile(name: string): string | undefined {
    return findIn(this.folders.interfaces, name);
  }

  interfaceNames(): readonly string[] {
    return yamlNames(this.folders.interfaces);
  }

  typeDocument(name: string): TypeDocument | undefined {
    return this.#types.get(name.replace(/^\//, ''))?.document;
  }

  typeFile(name: string): string | undefined {
    return this.#filesOfTypes().get(name);
  }

  typeDocumentNames(): readonly string[] {
    return [...this.#filesOfTypes().keys()].sort();
  }

  errorList(namespace: string): readonly ErrorDefinition[] | undefined {
    const file = this.#errors.get(namespace);
    return file?.usable === true ? file.errors : undefined;
  }

  errorFile(namespace: string): string | undefined {
    return findIn(this.folders.errors, namespace);
  }

  errorNamespaces(): readonly string[] {
    return yamlNames(this.folders.errors);
  }

  checkTypesAndErrors(): void {
    if (this.#strict) return;
    this.#strict = true;
    for (const name of this.typeDocumentNames()) this.typeDocument(name);
    for (const namespace of this.errorNamespaces())
      this.#problems.push(...(this.#errors.get(namespace)?.schemaProblems ?? []));
  }

  manifest(module: string): Manifest | undefined {
    return this.#manifests.get(module)?.manifest;
  }

  manifestFile(module: string): string | undefined {
    return findIn(this.folders.modules, join(module, 'manifest'));
  }

  manifestPosition(module: string, path: NodePath): Position | undefined {
    const file = this.manifestFile(module);
    const root = this.#manifests.get(module)?.root ?? (file === undefined ? undefined : readYamlFile(file).root);
    return root && positionAt(root, path);
  }

  moduleFolder(module: string): string | undefined {
    const file = this.manifestFile(module);
    return file === undefined ? undefined : dirname(file);
  }

  moduleNames(): readonly string[] {
    const names = this.folders.modules.flatMap(namesIn).filter((name) => this.manifestFile(name) !== undefined);
    return [...new Set(names)].sort();
  }

  #readInterface(name: string): InterfaceFile | undefined {
    const file = this.interfaceFile(name);
    if (file === undefined) return undefined;
    const compiled = this.#compiled?.interface(file, (namespace) => this.errorFile(namespace));
    if (compiled !== undefined) return { definition: compiled, problems: [] };
    const errors = { list: (namespace: string) => this.errorList(namespace), namespaces: () => this.errorNamespaces() };
    return this.#keep(readInterfaceFile(file, this.schemas.interface, errors));
  }

  #wireForm(name: string): InterfaceDefinition | undefined {
    const definition = this.interface(name);
    return definition && toWireInterface(definition);
  }

  #readErrors(namespace: string): ErrorFile | undefined {
    const file = this.errorFile(namespace);
    if (file === undefined) return undefined;
    const compiled = this.#compiled?.errorList(file, namespace);
    if (compiled !== undefined) return { errors: compiled, problems: [], schemaProblems: [], usable: true };
    return this.#keep(readErrorFile(file, namespace, this.schemas.error_declaration_list));
  }

  #readTypes(name: string): TypeFile | undefined {
    const file = this.typeFile(name);
    if (file === undefined) return undefined;
    const compiled = this.#compiled?.typeDocument(file);
    if (compiled !== undefined) return { document: compiled, problems: [] };
    return this.#keep(readTypeFile(file, this.schemas.type));
  }

  #readManifest(module: string): ManifestFile | undefined {
    const file = this.manifestFile(module);
    if (file === undefined) return undefined;
    const compiled = this.#compiled?.manifest(file);
    if (compiled !== undefined) return { file, manifest: compiled, problems: [] };
    return this.#keep(readManifestFile(file, module, this.schemas.manifest));
  }

  #filesOfTypes(): Map<string, string> {
    return (this.#typeFiles ??= findTypeFiles(this.folders.types));
  }

  #keep<T extends { readonly problems: readonly Problem[] }>(file: T): T {
    this.#problems.push(...file.problems);
    return file;
  }
}

/** Remembers the answer for each name, also that there is none. */
class Once<T> {
  readonly #known = new Map<string, T>();
  readonly #read: (name: string) => T;

  constructor(read: (name: string) => T) {
    this.#read = read;
  }

  get(name: string): T {
    const known = this.#known.get(name);
    if (known !== undefined || this.#known.has(name)) return known as T;
    const value = this.#read(name);
    this.#known.set(name, value);
    return value;
  }
}

function findIn(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    const file = findYaml(join(folder, name));
    if (file !== undefined) return file;
  }
  return undefined;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function yamlNames(folders: readonly string[]): string[] {
  const names = folders.flatMap(namesIn).filter((name) => ['.yaml', '.json'].includes(extname(name)));
  return [...new Set(names.map((name) => name.slice(0, -extname(name).length)))].sort();
}
