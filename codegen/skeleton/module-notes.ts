import { indent } from '../text.js';
import { codeUsage, type CodeUsage, type Use } from './code-usage.js';
import { handler } from './entry-file.js';
import { implementationFileName, implementationFunction } from './implementation-file.js';
import type { MinimalValue } from './minimal-value.js';
import type { ModulePlan, ProvidedPlan } from './plan.js';

/** Members of one implementation or connection, for code that calls a single one by the name of them all. */
const MEMBERS = new Set(
  'implement publish errors mapping call on moduleId implementationId index length map flatMap filter find some every forEach'.split(
    ' ',
  ),
);

/** How the code of a module and its manifest fit together. */
export interface Comparison {
  /** Provided implementations with commands that no code handles. */
  readonly unimplemented: readonly ProvidedPlan[];
  /** What its author has to do, as text. */
  readonly notes: readonly string[];
}

/** Compares a module's code with its manifest. Nothing is ever changed in the code: the notes say what there is to do. */
export function compareWithCode(plan: ModulePlan, folder: string, minimalValue: MinimalValue): Comparison {
  const usage = codeUsage(folder);
  const used = new Set(usage.uses.filter(({ kind }) => kind === 'provides').map(({ id }) => id));
  const withCommands = plan.provides.filter(({ definition }) => Object.keys(definition.cmds).length > 0);
  const unimplemented = withCommands.filter(({ id }) => !used.has(id));
  return {
    unimplemented,
    notes: [
      ...unwired(withCommands, usage),
      ...removed(plan, usage),
      ...withCommands.filter(({ id }) => used.has(id)).flatMap((entry) => missingHandlers(entry, usage, minimalValue)),
      ...unused(plan, usage),
    ],
  };
}

/** What has to be written into the entry for a new file to take part. */
export function wiringNote(id: string, file: string): string {
  const name = implementationFunction(id);
  const lines = [`import { ${name} } from './${file.replace(/\.ts$/, '.js')}';`, `${name}({ provides, log });`];
  return `provides.${id}: its handlers are in ${file}; add to index.ts:\n${indent(lines.join('\n'))}`;
}

/** Handlers in a file of their own that nobody has called since they were written. */
function unwired(provided: readonly ProvidedPlan[], usage: CodeUsage): string[] {
  return provided.flatMap(({ id }) => {
    const file = implementationFileName(id);
    const places = usage.uses.filter((use) => use.kind === 'provides' && use.id === id).map(({ place }) => place);
    const isOwn = places.length > 0 && places.every((place) => place.startsWith(`${file}:`));
    const name = implementationFunction(id);
    return isOwn && usage.mentions(name) && !usage.mentions(name, file) ? [wiringNote(id, file)] : [];
  });
}

function removed(plan: ModulePlan, usage: CodeUsage): string[] {
  const known = {
    provides: new Set(plan.provides.map(({ id }) => id)),
    requires: new Set(plan.requires.map(({ id }) => id)),
  };
  const gone = usage.uses.filter(({ kind, id }) => !known[kind].has(id) && !MEMBERS.has(id));
  const byId = new Map<string, Use[]>();
  for (const use of gone) byId.set(`${use.kind}.${use.id}`, [...(byId.get(`${use.kind}.${use.id}`) ?? []), use]);
  return [...byId].map(([name, uses]) => {
    const places = [...new Set(uses.map(({ place }) => place))].join(', ');
    return `${name}: the manifest does not have it any more, but it is used at ${places}`;
  });
}

function missingHandlers(entry: ProvidedPlan, usage: CodeUsage, minimalValue: MinimalValue): string[] {
  return Object.entries(entry.definition.cmds)
    .filter(([name]) => !usage.mentions(name))
    .map(([name, command]) => {
      const skeleton = indent(`${handler(name, command, minimalValue)},`);
      return `provides.${entry.id}: command ${name} of ${entry.interface} has no handler; add:\n${skeleton}`;
    });
}

function unused(plan: ModulePlan, usage: CodeUsage): string[] {
  const used = new Set(usage.uses.filter(({ kind }) => kind === 'requires').map(({ id }) => id));
  return plan.requires
    .filter(({ id }) => !used.has(id))
    .map(({ id, interface: name }) => `requires.${id}: nothing uses it yet (interface ${name})`);
}
