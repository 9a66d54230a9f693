/** What is wrong with a value, or `undefined`. */
export type SchemaCheck = (value: unknown) => string | undefined;

/** Compiles JSON schemas (draft 7). The validator is loaded here, as few configurations need one. */
export async function compileSchemas(
  schemas: Readonly<Record<string, object>>,
): Promise<ReadonlyMap<string, SchemaCheck>> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ strict: false, allErrors: false });
  const check = (schema: object): SchemaCheck => {
    const validate = ajv.compile(schema);
    return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: '' }));
  };
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, check(schema)]));
}
