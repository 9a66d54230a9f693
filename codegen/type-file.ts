import type { Declarations, Problem, TypeDocument } from '../framework/declarations/types.js';
import { Imports } from './imports.js';
import { typeIdentifier } from './names.js';
import { referenceResolver } from './references.js';
import { schemaType } from './schema-type.js';
import { docComment, sourceFile } from './text.js';

/** `generated/types/<name>.ts`: one exported type for each type of the document. */
export function typeFile(declarations: Declarations, name: string, report: (problem: Problem) => void): string {
  const document: TypeDocument = declarations.typeDocument(name) ?? {};
  const imports = new Imports(Object.keys(document).map(typeIdentifier));
  const origin = `types/${name}.yaml`;
  const resolve = referenceResolver({ declarations, file: origin, imports, ownDocument: name, typesPath: '.', report });
  const body = Object.entries(document).map(([type, schema]) => {
    const text = schemaType(schema, resolve);
    const separator = text.startsWith('\n') ? '' : ' ';
    return `${docComment(schema['description'])}export type ${typeIdentifier(type)} =${separator}${text};`;
  });
  return sourceFile(origin, imports.lines(), body.length === 0 ? ['export {};'] : body);
}
