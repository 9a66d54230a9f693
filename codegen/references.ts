import type { Declarations, JsonSchema, Problem } from '../framework/declarations/types.js';
import type { Imports } from './imports.js';
import { typeIdentifier } from './names.js';
import type { ResolveReference } from './schema-type.js';

const REFERENCE = /^\/(?:.*\/)?([^/#]+)#\/([^/]+)$/;

/** Where a generated file stands, and what it may refer to. */
export interface ReferenceScope {
  readonly declarations: Declarations;
  /** The file with the references, for problems. */
  readonly file: string;
  readonly imports: Imports;
  /** Set in a type file: references to this document need no import. */
  readonly ownDocument?: string;
  /** Path from the generated file to the folder of the types. */
  readonly typesPath: string;
  readonly report: (problem: Problem) => void;
}

/** Resolves `/file#/Type` to an identifier of the generated file; one that leads nowhere is reported and becomes `unknown`. */
export function referenceResolver(scope: ReferenceScope): ResolveReference {
  return (reference) => {
    const target = parseReference(reference);
    if (target === undefined || scope.declarations.typeDocument(target.document)?.[target.type] === undefined) {
      scope.report({ severity: 'error', file: scope.file, path: '$ref', message: `no type "${reference}"` });
      return 'unknown';
    }
    const name = typeIdentifier(target.type);
    return target.document === scope.ownDocument
      ? name
      : scope.imports.use(`${scope.typesPath}/${target.document}.js`, name);
  };
}

/** The type documents that these schemas refer to, themselves or through other documents. */
export function referencedDocuments(declarations: Declarations, schemas: Iterable<JsonSchema>): Set<string> {
  const found = new Set<string>();
  const pending = [...schemas].flatMap(directReferences);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const document = found.has(name) ? undefined : declarations.typeDocument(name);
    if (document === undefined) continue;
    found.add(name);
    pending.push(...Object.values(document).flatMap(directReferences));
  }
  return found;
}

function directReferences(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key !== '$ref' || typeof value !== 'string') return directReferences(value);
    const document = parseReference(value)?.document;
    return document === undefined ? [] : [document];
  });
}

function parseReference(reference: string): { document: string; type: string } | undefined {
  const [, document, type] = REFERENCE.exec(reference) ?? [];
  return document === undefined || type === undefined ? undefined : { document, type };
}
