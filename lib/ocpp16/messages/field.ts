/** A character string; `max` is the greatest length in characters (`CiString20Type` and the like). */
export interface TextField {
  readonly type: 'text';
  readonly max?: number;
}

/** A character string that must be one of `values`, compared exactly. */
export interface EnumField<Values extends readonly string[] = readonly string[]> {
  readonly type: 'enum';
  readonly values: Values;
}

export interface PlainField<Type extends string = 'integer' | 'number' | 'boolean' | 'date-time'> {
  readonly type: Type;
}

export interface ListField<Item = unknown> {
  readonly type: 'list';
  readonly item: Item;
}

export interface ObjectField<Members = unknown> {
  readonly type: 'object';
  readonly fields: Members;
}

/** One member of a payload. A member is required unless it says `optional`. */
export type Field = (TextField | EnumField | PlainField | ListField<Field> | ObjectField<Fields>) & {
  readonly optional?: true;
};

/** Members of a JSON object, in the order of the standard. */
export interface Fields {
  readonly [name: string]: Field;
}

export const integer = { type: 'integer' } as const;
export const decimal = { type: 'number' } as const;
export const boolean = { type: 'boolean' } as const;
export const dateTime = { type: 'date-time' } as const;
/** A string without a limit of its own. */
export const freeText = { type: 'text' } as const;

export function text(max: number): { readonly type: 'text'; readonly max: number } {
  return { type: 'text', max };
}

export function oneOf<const Values extends readonly string[]>(...values: Values): EnumField<Values> {
  return { type: 'enum', values };
}

export function list<const Item extends Field>(item: Item): ListField<Item> {
  return { type: 'list', item };
}

export function object<const Members extends Fields>(fields: Members): ObjectField<Members> {
  return { type: 'object', fields };
}

export function optional<const Member extends Field>(field: Member): Member & { readonly optional: true } {
  return { ...field, optional: true };
}
