import type { EnumField, Fields, ListField, ObjectField } from './field.js';

/** The TypeScript type of the JSON value that a field describes. */
export type Value<F> =
  F extends EnumField<infer Values>
    ? Values[number]
    : F extends ListField<infer Item>
      ? readonly Value<Item>[]
      : F extends ObjectField<infer Members>
        ? Payload<Members>
        : F extends { readonly type: 'text' | 'date-time' }
          ? string
          : F extends { readonly type: 'integer' | 'number' }
            ? number
            : F extends { readonly type: 'boolean' }
              ? boolean
              : never;

type OptionalNames<F> = { [Name in keyof F]: F[Name] extends { readonly optional: true } ? Name : never }[keyof F];

type Flat<T> = { readonly [Name in keyof T]: T[Name] };

/** The TypeScript type of a JSON object with these members. */
export type Payload<F> = Flat<
  { readonly [Name in Exclude<keyof F, OptionalNames<F>>]: Value<F[Name]> } & {
    readonly [Name in OptionalNames<F>]?: Value<F[Name]>;
  }
>;

/** Who sends the request. */
export type Direction = 'to-csms' | 'to-charge-point' | 'both';

/** Feature profiles of OCPP 1.6 §3.2, and the security extension. */
export type FeatureProfile =
  | 'Core'
  | 'FirmwareManagement'
  | 'LocalAuthListManagement'
  | 'RemoteTrigger'
  | 'Reservation'
  | 'Security'
  | 'SmartCharging';

export interface MessageDefinition {
  readonly profile: FeatureProfile;
  readonly direction: Direction;
  readonly request: Fields;
  readonly response: Fields;
}

export function message<const M extends MessageDefinition>(definition: M): M {
  return definition;
}
