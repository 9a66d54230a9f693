import type { JsonSchema } from '../declarations/types.js';

/** Why a value does not match its schema, or undefined. */
export type Mismatch = (schema: JsonSchema, value: unknown) => string | undefined;

export interface ValueCheckOptions {
  /** The setting `validate_schema`. */
  readonly strict: boolean;
  /** The whole schema. */
  readonly validate: Mismatch;
  /** Its shape only. */
  readonly shape: Mismatch;
}

/**
 * What is checked of values on the bus. With `validate_schema` it is the whole schema, framework.md §17 and §18. Without it a
 * value that came over the bus still has to have the shape that its type promises, as nothing but that keeps handlers from
 * running into what the types say cannot be.
 */
export class ValueChecks {
  readonly #options: ValueCheckOptions;

  constructor(options: ValueCheckOptions) {
    this.#options = options;
  }

  get strict(): boolean {
    return this.#options.strict;
  }

  /** A value of our own, about to go out. */
  readonly sent: Mismatch = (schema, value) =>
    this.#options.strict ? this.#options.validate(schema, value) : undefined;

  /** A value of somebody else, before a handler sees it. */
  readonly received: Mismatch = (schema, value) =>
    this.#options.strict ? this.#options.validate(schema, value) : this.shape(schema, value);

  /** A result is not validated by who called, only looked at. */
  readonly shape: Mismatch = (schema, value) => this.#options.shape(schema, value);

  /** What is wrong with a value at which a handler failed; undefined where the handler has to know it. */
  readonly excuse: Mismatch = (schema, value) =>
    this.#options.strict ? undefined : this.#options.validate(schema, value);
}
