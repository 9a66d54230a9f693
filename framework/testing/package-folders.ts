import { dirname, join } from 'node:path';
import {
  createValidator,
  packageRoot,
  loadDeclarations,
  type DeclarationFolders,
  type Declarations,
  type SchemaValidator,
} from '../declarations/index.js';

/** Declarations of this package; those in or beside a module folder outside it, or beside the folder that holds it, come before. */
function packageFolders(moduleFolder: string | undefined): DeclarationFolders {
  const root = packageRoot();
  const outside =
    moduleFolder === undefined ? [] : [moduleFolder, dirname(moduleFolder), dirname(dirname(moduleFolder))];
  return {
    interfaces: [...outside, root].map((folder) => join(folder, 'interfaces')),
    types: [...outside, root].map((folder) => join(folder, 'types')),
    errors: [...outside, root].map((folder) => join(folder, 'errors')),
    modules: [...(moduleFolder === undefined ? [] : [dirname(moduleFolder)]), join(root, 'modules')],
  };
}

export interface TestDeclarations {
  readonly declarations: Declarations;
  readonly validator: SchemaValidator;
}

/** Declarations do not change while tests run, so that all kits of a process share what was read and compiled once. */
const shared = new Map<string, TestDeclarations>();

export function testDeclarations(moduleFolder: string | undefined): TestDeclarations {
  const known = shared.get(moduleFolder ?? '');
  if (known !== undefined) return known;
  const declarations = loadDeclarations(packageFolders(moduleFolder));
  const loaded = { declarations, validator: createValidator((name) => declarations.typeDocument(name)) };
  shared.set(moduleFolder ?? '', loaded);
  return loaded;
}
