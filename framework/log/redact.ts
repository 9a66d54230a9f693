const secretKey = /pass(word|phrase)|authorization_?key|private_?key|secret|^pin$|^(id_?)?token$/i;

/** A copy in which the values of secret keys are masked, three levels deep. Used on everything that is logged. */
export function redact(fields: Record<string, unknown>, depth = 3): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, secretKey.test(key) ? mask(value) : inner(value, depth)]),
  );
}

function inner(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => inner(entry, depth - 1));
  // errors and what writes itself (dates, …) would lose their form in a copy
  if (value instanceof Error || 'toJSON' in value) return value;
  return redact(value as Record<string, unknown>, depth - 1);
}

function mask(value: unknown): unknown {
  return value === undefined || value === null || value === '' ? value : '***';
}
