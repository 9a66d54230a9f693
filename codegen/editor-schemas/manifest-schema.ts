import { frameworkSchemas } from '../../framework/declarations/schemas.js';
import type { Declarations, JsonSchema } from '../../framework/declarations/types.js';
import { isRecord } from '../../lib/json/is-record.js';
import type { EditorSchemaOptions } from './config-schema.js';
import { manifestTexts } from './config-texts.js';
import { described, knownName } from './described.js';

const NAME = '^[a-zA-Z_][a-zA-Z0-9_.-]*$';

/** The schema of a manifest for editors, with the names of all known interfaces. */
export function manifestSchema(declarations: Declarations, { strict }: EditorSchemaOptions): JsonSchema {
  const names = declarations
    .interfaceNames()
    .map((name) => [name, declarations.interface(name)?.description ?? ''] as const);
  const name = knownName(names, strict ? undefined : NAME);
  const schema = described(frameworkSchemas.manifest, manifestTexts);
  return { ...withInterfaces(schema, name), title: 'EVerest module manifest' };
}

/** Replaces the schema of every member `interface`. */
function withInterfaces(schema: JsonSchema, name: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'interface' && isRecord(value)) return [key, { description: value['description'], ...name }];
      return [key, isRecord(value) ? withInterfaces(value, name) : value];
    }),
  );
}
