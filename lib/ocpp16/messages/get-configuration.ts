import { boolean, list, object, optional, text } from './field.js';
import { message, type Value } from './payload.js';

/** OCPP 1.6 §7 `KeyValue`. */
export const keyValue = object({ key: text(50), readonly: boolean, value: optional(text(500)) });

/** OCPP 1.6 §5.8. */
export const getConfiguration = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { key: optional(list(text(50))) },
  response: { configurationKey: optional(list(keyValue)), unknownKey: optional(list(text(50))) },
});

export type KeyValue = Value<typeof keyValue>;
