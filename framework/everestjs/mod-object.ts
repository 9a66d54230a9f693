import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import { readErrorObject } from '../wire/messages.js';
import type { CommonMembers } from './common-members.js';
import { define, membersOf } from './define.js';
import { createErrorFactory } from './error-factory.js';
import { createErrorMonitor } from './error-monitor.js';
import { EverestjsMisuse } from './errors.js';
import { jsonText } from './json-text.js';
import type { BootDocument, CoreLink, ProvidedDescription, SlotId } from './messages.js';
import { singleSlots } from './single-slots.js';

export interface ModParts {
  readonly document: BootDocument;
  readonly link: CoreLink;
  readonly common: CommonMembers;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether each published value is checked before `publish` returns. */
  readonly validateSchema: boolean;
}

/** framework.md §26.4: `mod`, an ordinary object to which a module may add what it likes. */
export function createMod(parts: ModParts): object {
  const { document } = parts;
  const mod = {};
  define(
    mod,
    'provides',
    membersOf(Object.keys(document.provides), (id) => provided(parts, id)),
  );
  const requirements = Object.keys(document.requires);
  if (requirements.length > 0) {
    const slots = membersOf(requirements, (requirement) => slotsOf(parts, requirement));
    define(mod, 'uses_list', slots);
    define(mod, 'uses', singleSlots(document, slots));
  }
  parts.common.addTo(mod);
  return mod;
}

function provided(parts: ModParts, implementation: string): object {
  const { document, link, clock, log } = parts;
  const description = document.provides[implementation];
  const factory = createErrorFactory({
    moduleId: document.info.id,
    implementation,
    mapping: description?.mapping,
    descriptions: document.errorDescriptions,
    clock,
    log,
  });
  const members = {};
  addPublish(members, parts, implementation, description);
  define(members, 'raise_error', (error: unknown) => raise(link, implementation, error));
  define(members, 'clear_error', (...args: readonly unknown[]) => clear(link, implementation, args));
  define(members, 'clear_all_errors_of_impl', (): void =>
    link.send({ op: 'clear-all', implementation, type: undefined }),
  );
  define(members, 'error_state_monitor', createErrorMonitor(link, { implementation }));
  define(members, 'error_factory', factory);
  return members;
}

function addPublish(
  members: object,
  { link, validateSchema }: ModParts,
  implementation: string,
  description: ProvidedDescription | undefined,
): void {
  const variables = description?.variables ?? [];
  if (variables.length === 0) return;
  const publishers = membersOf(variables, (variable) => (value: unknown): void => {
    const operation = { op: 'publish', implementation, variable, text: jsonText(value) } as const;
    if (validateSchema) link.ask(operation);
    else link.send(operation);
  });
  define(members, 'publish', publishers);
}

function raise(link: CoreLink, implementation: string, value: unknown): void {
  const error = readErrorObject(JSON.parse(jsonText(value)));
  if (error === undefined)
    throw new EverestjsMisuse('raise_error needs an error with all of its fields, see error_factory');
  link.send({ op: 'raise', implementation, error });
}

/** `(type)`, `(type, sub_type)`, `(type, true)`: all sub types; `(type, false)` is the same as `(type)`. */
function clear(link: CoreLink, implementation: string, args: readonly unknown[]): void {
  const [type, which = ''] = args;
  if (args.length < 1 || args.length > 2 || typeof type !== 'string') {
    throw new EverestjsMisuse('clear_error takes a type, and a sub type or whether all of the type are meant');
  }
  if (which === true) link.send({ op: 'clear-all', implementation, type });
  else link.send({ op: 'clear', implementation, type, subType: which === false ? '' : String(which) });
}

/** Stays empty where the interface has no commands. */
function slotsOf({ document, link }: ModParts, requirement: string): readonly object[] {
  const { slots = 0, commands = [] } = document.requires[requirement] ?? {};
  if (commands.length === 0) return [];
  return Array.from({ length: slots }, (_, index) => {
    const slot: SlotId = { requirement, index };
    const members = {};
    define(
      members,
      'call',
      membersOf(
        commands,
        (command) =>
          (args?: unknown): unknown =>
            link.ask({ op: 'call', slot, command, text: jsonText(args) }),
      ),
    );
    return members;
  });
}
