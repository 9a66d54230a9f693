import type { TraceEvent } from './trace-event.js';

/** What is to be shown; each is a list of names in which `*` stands for anything. Without any of them, everything is. */
export interface TraceFilter {
  readonly module?: readonly string[];
  readonly implementation?: readonly string[];
  readonly interface?: readonly string[];
  readonly command?: readonly string[];
  readonly variable?: readonly string[];
  readonly error?: readonly string[];
}

/** Whether an event passes: module, implementation and interface must all fit; of commands, variables and errors those named. */
export function passes(event: TraceEvent, filter: TraceFilter): boolean {
  const parties = event.kind === 'call' ? [event.module, event.caller] : [event.module];
  if (filter.module !== undefined && !parties.some((party) => fits(party, filter.module ?? []))) return false;
  if (event.kind === 'life' || event.kind === 'unreadable') return isOpen(filter);
  if (filter.implementation !== undefined && !fits(event.implementation, filter.implementation)) return false;
  if (filter.interface !== undefined && !fits(event.interface ?? '', filter.interface)) return false;
  const { command, variable, error } = filter;
  if (command === undefined && variable === undefined && error === undefined) return true;
  const names = { call: command, variable, error }[event.kind];
  return names !== undefined && fits(event.name, names);
}

/** Nothing but modules is asked for. */
function isOpen({ module: _module, ...others }: TraceFilter): boolean {
  return Object.values(others).every((list) => list === undefined);
}

function fits(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  });
}
