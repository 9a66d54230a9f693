import fc from 'fast-check';

/** What replaces a part of a message: the values that readers forget. */
const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  0.1,
  '',
  'x',
  '\u0000',
  '#',
  '../..',
  '__proto__',
  'constructor',
  [],
  [[]],
  [null],
  {},
  { __proto__: { admin: true } },
  { data: {} },
  { id: 1 },
  'é'.repeat(300),
];

/** What a text message is damaged with. */
const splinters = ['', '"', '{', '}', '[', ']', ',', ':', '\\', '\u0000', '\ud800', '1e999', '{"msg_type":', 'null'];

const types = ['Var', 'Cmd', 'CmdResult', 'RaiseError', 'ClearError', 'ConfigurationRequest', 'ConfigurationResponse'];
const otherTypes = ['ModuleReady', 'GlobalReady', 'Heartbeat', 'ExternalMQTT', 'Telemetry', 'toString', ''];

interface Mutation {
  readonly kind: 'replace' | 'remove' | 'add' | 'duplicate' | 'type' | 'text' | 'cut';
  /** Picks the place and the material. */
  readonly where: number;
  readonly what: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'duplicate', 'type', 'text', 'cut'),
  where: fc.nat(),
  what: fc.nat(),
});

interface MutatedMessage {
  /** Which of the well-formed messages this one was. */
  readonly seed: number;
  readonly text: string;
}

/** Messages made from well-formed ones; the same for the same `seed` on every machine. */
export function mutatedMessages(wellFormed: readonly object[], count: number, seed: number): MutatedMessage[] {
  const arbitrary = fc.tuple(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 3 }));
  const originals = wellFormed.map((message) => JSON.stringify(message));
  return fc.sample(arbitrary, { numRuns: count, seed }).map(([pick, mutations]) => {
    const index = pick % originals.length;
    return { seed: index, text: mutate(originals[index] ?? '', mutations) };
  });
}

function mutate(original: string, mutations: readonly Mutation[]): string {
  const message = JSON.parse(original) as Record<string, unknown>;
  for (const change of mutations) changeTree(message, change);
  const text = JSON.stringify(message);
  return mutations.reduce(changeText, text);
}

function changeTree(message: Record<string, unknown>, { kind, where, what }: Mutation): void {
  const places = placesOf(message);
  const place = places[where % places.length];
  if (place === undefined) return;
  const [owner, key] = place;
  if (kind === 'replace') owner[key] = structuredClone(odd[what % odd.length]);
  else if (kind === 'remove') delete owner[key];
  else if (kind === 'add') owner[`extra${what % 5}`] = structuredClone(odd[what % odd.length]);
  else if (kind === 'duplicate') owner[key] = [structuredClone(owner[key]), structuredClone(owner[key])];
  else if (kind === 'type') message['msg_type'] = [...types, ...otherTypes][what % (types.length + otherTypes.length)];
}

function changeText(text: string, { kind, where, what }: Mutation): string {
  const at = where % (text.length + 1);
  if (kind === 'text')
    return text.slice(0, at) + (splinters[what % splinters.length] ?? '') + text.slice(at + (what % 3));
  return kind === 'cut' ? text.slice(0, at) : text;
}

type Place = readonly [owner: Record<string, unknown>, key: string];

function placesOf(part: unknown): Place[] {
  if (typeof part !== 'object' || part === null) return [];
  const owner = part as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [[owner, key] as const, ...placesOf(owner[key])]);
}
