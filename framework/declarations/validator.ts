import { createRequire } from 'node:module';
import type * as AjvModule from 'ajv';
import type { Ajv, AnySchema, ErrorObject, ValidateFunction } from 'ajv';
import type { FormatsPlugin } from 'ajv-formats';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import { isRecord } from '../../lib/json/is-record.js';
import { URI, URI_REFERENCE } from './formats.js';
import { schemaPattern } from './pattern.js';
import type { JsonSchema, TypeDocument } from './types.js';

/** Checks the values of arguments, results and variables against the schemas of an interface. */
export interface SchemaValidator {
  /** What is wrong with `value`, or undefined where it fits. Each schema is compiled once, when it is first needed. */
  validate(schema: JsonSchema, value: unknown): string | undefined;
}

/** `getTypeDocument` gives the content of `types:` of a type file by its name without slash, for `$ref: /<name>#/<Type>`. */
export function createValidator(getTypeDocument: (name: string) => TypeDocument | undefined): SchemaValidator {
  return new TypedValidator(getTypeDocument);
}

class SchemaUnusable extends EverestError {
  constructor(message: string) {
    super('BUS_SCHEMA_UNUSABLE', message);
  }
}

type Check = (value: unknown) => string | undefined;

class TypedValidator implements SchemaValidator {
  readonly #compiled = new WeakMap<JsonSchema, Check>();
  readonly #documents = new Set<string>();
  readonly #getTypeDocument: (name: string) => TypeDocument | undefined;
  #ajv: Ajv | undefined;

  constructor(getTypeDocument: (name: string) => TypeDocument | undefined) {
    this.#getTypeDocument = getTypeDocument;
  }

  validate(schema: JsonSchema, value: unknown): string | undefined {
    let check = this.#compiled.get(schema);
    if (!check) this.#compiled.set(schema, (check = this.#compile(schema)));
    return check(value);
  }

  #compile(schema: JsonSchema): Check {
    const ajv = (this.#ajv ??= createAjv());
    try {
      const validate: ValidateFunction = ajv.compile(this.#prepare(schema, ajv) as AnySchema);
      return (value) => (validate(value) ? undefined : (validate.errors ?? []).map(violationText).join('; '));
    } catch (error) {
      const reason = `the schema is unusable: ${errorText(error)}`;
      return () => reason;
    }
  }

  /** A schema as draft-07 means it: nothing stands beside a `$ref`. The documents that it refers to are added on the way. */
  #prepare(part: unknown, ajv: Ajv): unknown {
    if (Array.isArray(part)) return part.map((item) => this.#prepare(item, ajv));
    if (!isRecord(part)) return part;
    const { $ref: reference, format } = part;
    if (typeof reference === 'string') {
      this.#addDocument(reference, ajv);
      return { $ref: reference };
    }
    if (typeof format === 'string' && ajv.formats[format] === undefined)
      throw new SchemaUnusable(`unknown format "${format}"`);
    return mapValues(part, (value, key) => {
      if (namedSchemas.has(key) && isRecord(value)) return mapValues(value, (schema) => this.#prepare(schema, ajv));
      return data.has(key) ? value : this.#prepare(value, ajv);
    });
  }

  #addDocument(reference: string, ajv: Ajv): void {
    const [document = '', pointer = ''] = reference.split('#');
    if (document === '' || document.startsWith('http://json-schema.org/draft-07/schema')) return;
    const types = this.#getTypeDocument(document.slice(1));
    if (!URI_REFERENCE.test(reference) || types?.[pointer.slice(1)] === undefined) {
      throw new SchemaUnusable(`there is no type ${reference}`);
    }
    if (this.#documents.has(document)) return;
    this.#documents.add(document);
    ajv.addSchema(
      mapValues(types, (type) => this.#prepare(type, ajv)),
      document,
    );
  }
}

/** Keywords whose content is a value and not a schema. */
const data: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);

/** Keywords below which schemas go by names that mean nothing. */
const namedSchemas: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);

function mapValues(record: Readonly<Record<string, unknown>>, map: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** `code` names it in generated code that is kept, of which there is none. */
const patternEngine = Object.assign((pattern: string) => schemaPattern(pattern), { code: 'schemaPattern' });

/** Loaded on demand: most installations run without validation, and ajv takes as long to load as a small module to start. */
function createAjv(): Ajv {
  const require = createRequire(import.meta.url);
  const { Ajv: AjvClass } = require('ajv') as typeof AjvModule;
  const { default: addFormats } = require('ajv-formats') as { default: FormatsPlugin };
  const ajv = new AjvClass({
    strict: false,
    allErrors: true,
    multipleOfPrecision: 6,
    logger: false,
    validateSchema: false,
    code: { regExp: patternEngine },
  });
  addFormats(ajv);
  ajv.addFormat('uri', URI);
  ajv.addFormat('uri-reference', URI_REFERENCE);
  return ajv;
}

function violationText({ instancePath, message = 'is not valid', params, keyword }: ErrorObject): string {
  const place = instancePath === '' ? 'the value' : instancePath;
  if (keyword === 'additionalProperties')
    return `${place} has the unknown member "${String(params['additionalProperty'])}"`;
  return keyword === 'enum' ? `${place} ${message}: ${JSON.stringify(params['allowedValues'])}` : `${place} ${message}`;
}
