import type { Callbacks } from './callbacks.js';
import { define, membersOf } from './define.js';
import { createErrorMonitor } from './error-monitor.js';
import { EverestjsMisuse, requireFunction } from './errors.js';
import { ErrorRegistrations } from './error-registrations.js';
import type { BootDocument, CoreLink, RequiredDescription, SlotId } from './messages.js';
import { singleSlots } from './single-slots.js';

export interface SetupParts {
  readonly document: BootDocument;
  readonly link: CoreLink;
  readonly callbacks: Callbacks;
}

/** framework.md §26.3: `setup`, where a module registers its commands and subscribes what others publish. */
export function createSetup(parts: SetupParts): object {
  const { document } = parts;
  const setup = {};
  const serving = Object.keys(document.provides).filter((id) => (document.provides[id]?.commands.length ?? 0) > 0);
  define(
    setup,
    'provides',
    membersOf(serving, (id) => provided(parts, id)),
  );
  const requirements = Object.keys(document.requires);
  if (requirements.length === 0) return setup;
  const errors = new ErrorRegistrations(parts);
  const slots = membersOf(requirements, (requirement) => slotsOf(parts, errors, requirement));
  define(setup, 'uses_list', slots);
  define(setup, 'uses', singleSlots(document, slots));
  return setup;
}

function provided({ document, link, callbacks }: SetupParts, implementation: string): object {
  const register = membersOf(
    document.provides[implementation]?.commands ?? [],
    (command) =>
      (handler: unknown): void => {
        requireFunction(handler, `the handler of command ${implementation}.${command}`);
        if (!callbacks.addCommand(implementation, command, handler)) {
          throw new EverestjsMisuse(`command ${implementation}.${command} has a handler already`);
        }
        link.send({ op: 'serve', implementation, command });
      },
  );
  const members = {};
  define(members, 'register', register);
  return members;
}

/** One object for each connection; upstream shares one among all of them and cannot boot with two. */
function slotsOf(parts: SetupParts, errors: ErrorRegistrations, requirement: string): readonly object[] {
  const description = parts.document.requires[requirement];
  if (description === undefined) return [];
  return Array.from({ length: description.slots }, (_, index) =>
    slotOf(parts, errors, { requirement, index }, description),
  );
}

function slotOf(parts: SetupParts, errors: ErrorRegistrations, slot: SlotId, description: RequiredDescription): object {
  const members = {};
  if (description.variables.length > 0) define(members, 'subscribe', subscriptions(parts, slot, description));
  define(members, 'subscribe_error', errors.subscriber(slot, description.errors));
  define(members, 'subscribe_all_errors', errors.allSubscriber(slot));
  define(members, 'error_state_monitor', createErrorMonitor(parts.link, slot));
  return members;
}

function subscriptions({ link, callbacks }: SetupParts, slot: SlotId, { variables }: RequiredDescription): object {
  const subscribed = new Set<string>();
  return membersOf(variables, (variable) => (handler: unknown): void => {
    const what = `variable ${slot.requirement}[${slot.index}].${variable}`;
    requireFunction(handler, `the handler of ${what}`);
    if (subscribed.has(variable)) throw new EverestjsMisuse(`${what} has a handler already`);
    subscribed.add(variable);
    link.send({ op: 'subscribe', slot, variable, handler: callbacks.addValue(what, handler) });
  });
}
