import { createRequire } from 'node:module';
import type * as AjvModule from 'ajv';

/** What is wrong with a value, or `undefined`. */
export type SchemaCheck = (value: unknown) => string | undefined;

/** Checks against JSON schemas (draft 7). The validator is loaded with the first value, as few configurations need one. */
export function compileSchemas(schemas: Readonly<Record<string, object>>): ReadonlyMap<string, SchemaCheck> {
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, lazily(() => compile(schema))]));
}

function lazily(make: () => SchemaCheck): SchemaCheck {
  let check: SchemaCheck | undefined;
  return (value) => (check ??= make())(value);
}

function compile(schema: object): SchemaCheck {
  if (isUnlimited(schema)) return () => undefined;
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof AjvModule;
  const ajv = new Ajv({ strict: false, allErrors: false });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: '' }));
}

/** An object schema that names no property allows every object; that a section is an object was checked before. */
function isUnlimited(schema: object): boolean {
  const { type, properties, ...rest } = schema as { type?: unknown; properties?: object };
  return type === 'object' && Object.keys(rest).length === 0 && Object.keys(properties ?? {}).length === 0;
}
