import { describe, expect, test } from '@jest/globals';
import {
  planHosts,
  type EntryKind,
  type HostPlan,
  type Isolation,
  type ModuleEntry,
} from '../../../../manager/hosts/host-plan.js';

function entry(id: string, kind: EntryKind = 'typescript', ...capabilities: string[]): ModuleEntry {
  return { id, name: 'Demo', kind, entry: `/modules/Demo/${id}`, folder: '/modules/Demo', capabilities };
}

function idsOf({ inProcess, shared, foreign }: HostPlan): unknown {
  const ids = (modules: readonly ModuleEntry[]): string[] => modules.map(({ id }) => id);
  return { inProcess: ids(inProcess), shared: shared.map(ids), foreign: ids(foreign) };
}

describe('architecture.md §3 · host plan', () => {
  test.each<[Isolation, string[], string[][]]>([
    ['none', ['a', 'b', 'c'], []],
    ['shared', [], [['a', 'b', 'c']]],
    ['module', [], [['a'], ['b'], ['c']]],
  ])('isolation %s', (isolation, inProcess, shared) => {
    const plan = planHosts(
      isolation,
      ['a', 'b', 'c'].map((id) => entry(id)),
    );

    expect(idsOf(plan)).toEqual({ inProcess, shared, foreign: [] });
  });

  test.each<Isolation>(['none', 'shared', 'module'])('isolation %s without modules needs no host', (isolation) => {
    expect(planHosts(isolation, [])).toEqual({ inProcess: [], shared: [], foreign: [] });
  });

  test.each<Isolation>(['none', 'shared', 'module'])(
    'a foreign module has its own process, isolation %s',
    (isolation) => {
      const modules = [entry('a', 'executable'), entry('b', 'python'), entry('c', 'javascript', 'cap_net_raw')];

      expect(idsOf(planHosts(isolation, modules))).toEqual({ inProcess: [], shared: [], foreign: ['a', 'b', 'c'] });
    },
  );

  test.each<[Isolation, string[], string[][]]>([
    ['none', ['a'], [['b']]],
    ['shared', [], [['a'], ['b']]],
  ])('a module with capabilities shares no process, isolation %s', (isolation, inProcess, shared) => {
    const plan = planHosts(isolation, [entry('a'), entry('b', 'typescript', 'cap_net_raw')]);

    expect(idsOf(plan)).toEqual({ inProcess, shared, foreign: [] });
  });
});
