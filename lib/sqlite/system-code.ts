/** The code of a system error, like `ENOENT`; whatever realm the error comes from. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = Reflect.get(Object(error) as object, 'code');
  return typeof code === 'string' ? code : undefined;
}
