import { describe, expect, test } from '@jest/globals';
import { planHosts, type Isolation } from '../../../../manager/hosts/host-plan.js';

const modules = ['a', 'b', 'c'].map((id) => ({ id, name: 'Demo', entry: `/modules/Demo/${id}.js` }));

describe('architecture.md §3 · host plan', () => {
  test.each<[Isolation, string[][]]>([
    ['none', [['a', 'b', 'c']]],
    ['shared', [['a', 'b', 'c']]],
    ['module', [['a'], ['b'], ['c']]],
  ])('isolation %s', (isolation, expected) => {
    expect(planHosts(isolation, modules).map((set) => set.map(({ id }) => id))).toEqual(expected);
  });

  test.each<Isolation>(['none', 'shared', 'module'])('isolation %s without modules needs no host', (isolation) => {
    expect(planHosts(isolation, [])).toEqual([]);
  });
});
