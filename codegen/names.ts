const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Words that TypeScript does not take as the name of a type. */
const RESERVED = new Set(
  (
    'any as async await bigint boolean break case catch class const continue debugger default delete do else enum export ' +
    'extends false finally for function if implements import in instanceof interface intrinsic let never new null number object ' +
    'package private protected public return static string super switch symbol this throw true try type typeof ' +
    'undefined unknown var void while with yield'
  ).split(' '),
);

/** `auth_token_provider` -> `AuthTokenProvider`; capitals that are there stay: `ISO15118_charger` -> `ISO15118Charger`. */
export function pascalCase(name: string): string {
  const joined = name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}

/** The name itself where it can name a type, else the nearest name that can. */
export function typeIdentifier(name: string): string {
  return IDENTIFIER.test(name) && !RESERVED.has(name) ? name : pascalCase(name);
}

export function interfaceIdentifier(name: string): string {
  return `${pascalCase(name)}Interface`;
}

/** A property key as it may stand in a type literal. */
export function propertyKey(name: string): string {
  return IDENTIFIER.test(name) ? name : stringLiteral(name);
}

export function stringLiteral(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
