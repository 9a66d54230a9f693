import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';
import { deepFreeze } from './deep-freeze.js';
import type { Declarations, ErrorDefinition, InterfaceDefinition, Manifest, TypeDocument } from './types.js';

/** By the digest of the text they were read from; only what was read without any problem. */
interface CompiledFiles {
  readonly interfaces: Readonly<Record<string, CompiledInterface>>;
  readonly types: Readonly<Record<string, TypeDocument>>;
  readonly errors: Readonly<Record<string, readonly ErrorDefinition[]>>;
  readonly manifests: Readonly<Record<string, Manifest>>;
}

interface CompiledInterface {
  readonly definition: InterfaceDefinition;
  /** Digest of each error list that the definition holds, by namespace. */
  readonly errorLists: Readonly<Record<string, string>>;
}

const nothing: CompiledFiles = { interfaces: {}, types: {}, errors: {}, manifests: {} };

/** Made by the build. */
const compiledFile = join(packageRoot(), 'dist/declarations.json');

/**
 * Declarations that the build has read and checked already, so that a start does not parse YAML again. An entry counts
 * only for a file with exactly the same text; everything else is read as it stands.
 */
export class CompiledDeclarations {
  readonly #files: CompiledFiles;

  constructor(files: CompiledFiles) {
    this.#files = files;
  }

  /** What the build has left; nothing where there is no build. */
  static load(): CompiledDeclarations {
    if (!existsSync(compiledFile)) return new CompiledDeclarations(nothing);
    return new CompiledDeclarations(JSON.parse(readFileSync(compiledFile, 'utf8')) as CompiledFiles);
  }

  interface(file: string, errorFile: (namespace: string) => string | undefined): InterfaceDefinition | undefined {
    const compiled = this.#files.interfaces[digestOf(file)];
    if (compiled === undefined) return undefined;
    const lists = Object.entries(compiled.errorLists);
    const isCurrent = lists.every(([namespace, digest]) => digestOf(errorFile(namespace)) === digest);
    return isCurrent ? deepFreeze(compiled.definition) : undefined;
  }

  typeDocument(file: string): TypeDocument | undefined {
    return frozen(this.#files.types[digestOf(file)]);
  }

  /** The same text under another name declares the errors of another namespace. */
  errorList(file: string, namespace: string): readonly ErrorDefinition[] | undefined {
    const list = this.#files.errors[digestOf(file)];
    return list?.every((error) => error.namespace === namespace) === true ? frozen(list) : undefined;
  }

  manifest(file: string): Manifest | undefined {
    return frozen(this.#files.manifests[digestOf(file)]);
  }
}

function frozen<T>(value: T | undefined): T | undefined {
  return value === undefined ? undefined : deepFreeze(value);
}

function digestOf(file: string | undefined): string {
  if (file === undefined) return '';
  try {
    return createHash('sha1').update(readFileSync(file)).digest('base64');
  } catch {
    // a file that cannot be read gets its problem where it is read in earnest
    return '';
  }
}

/** Writes what a start of `declarations` would have to read, for `CompiledDeclarations.load`. */
export function compileDeclarations(declarations: Declarations): void {
  declarations.checkTypesAndErrors();
  const files = {
    interfaces: collect(declarations.interfaceNames(), (name) => {
      const definition = declarations.interface(name);
      if (definition === undefined) return undefined;
      const lists = Object.keys(definition.errors).map((namespace) => [
        namespace,
        digestOf(declarations.errorFile(namespace)),
      ]);
      return [
        declarations.interfaceFile(name),
        { definition, errorLists: Object.fromEntries(lists) as Record<string, string> },
      ];
    }),
    types: collect(declarations.typeDocumentNames(), (name) => [
      declarations.typeFile(name),
      declarations.typeDocument(name),
    ]),
    errors: collect(declarations.errorNamespaces(), (name) => [
      declarations.errorFile(name),
      declarations.errorList(name),
    ]),
    manifests: collect(declarations.moduleNames(), (name) => [
      declarations.manifestFile(name),
      declarations.manifest(name),
    ]),
  };
  const flawed = new Set(declarations.problems.map(({ file }) => digestOf(file)));
  for (const entries of Object.values(files)) for (const digest of flawed) entries.delete(digest);
  const plain = Object.fromEntries(Object.entries(files).map(([kind, entries]) => [kind, Object.fromEntries(entries)]));
  writeFileSync(compiledFile, JSON.stringify(plain));
}

type Compiled = readonly [file: string | undefined, value: unknown];

function collect(names: readonly string[], compile: (name: string) => Compiled | undefined): Map<string, unknown> {
  const entries = names.map(compile).filter((entry) => entry?.[0] !== undefined && entry[1] !== undefined);
  return new Map(entries.map((entry) => [digestOf(entry?.[0]), entry?.[1]]));
}
