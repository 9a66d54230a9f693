const MASKED = '***';

const secretNames = /^(authorizationkey|password|passphrase|secret)$/i;

/** A copy of a payload without secrets: configuration values of secret keys, secret members, passwords in URIs. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return withoutPassword(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const isSecretEntry = 'key' in value && typeof value.key === 'string' && secretNames.test(value.key);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretNames.test(name) || (isSecretEntry && name === 'value') ? MASKED : masked(member),
    ]),
  );
}

/** `ftp://user:password@host` keeps the user. */
function withoutPassword(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/@:]*):[^\s/@]*@/gi, `$1:${MASKED}@`);
}
