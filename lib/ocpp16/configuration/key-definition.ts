/** The JSON types a configuration key may have; `texts` is an array of strings. */
export type KeyType = 'boolean' | 'integer' | 'number' | 'text' | 'texts' | 'object';

/** What the configuration file may hold under one key, and what the CSMS may do with it. */
export interface KeyDefinition {
  readonly type: KeyType;
  /** The section, when there is one, must have the key. */
  readonly required?: true;
  readonly readOnly: boolean;
  /** Takes the place of an absent key of a present section. */
  readonly default?: boolean | number | string | readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Length of a text in characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** JSON schema of an object. */
  readonly schema?: object;
}

export type KeyTable = Readonly<Record<string, KeyDefinition>>;

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export type JsonObject = { readonly [name: string]: JsonValue };

interface TypeOfKey {
  boolean: boolean;
  integer: number;
  number: number;
  text: string;
  texts: readonly string[];
  object: JsonObject;
}

/** The TypeScript type of the value a definition describes. */
export type KeyTypeValue<D> = D extends { readonly type: infer T extends KeyType } ? TypeOfKey[T] : never;
