import { HandlerFailed } from 'everest-ts';

const types = [
  'example/ExampleErrorA',
  'example/ExampleErrorB',
  'example/ExampleErrorC',
  'example/ExampleErrorD',
] as const;

/** The error type that a command names; the command fails where it is none of this interface. */
export function errorTypeOf(text: string): (typeof types)[number] {
  const type = types.find((known) => known === text);
  if (type === undefined) throw new HandlerFailed(`there is no error type "${text}", use one of ${types.join(', ')}`);
  return type;
}
