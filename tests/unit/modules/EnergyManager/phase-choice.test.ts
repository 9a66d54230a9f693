import { describe, expect, test } from '@jest/globals';
import {
  betweenSessions,
  choosePhases,
  newMemory,
  withActive,
  type PhaseMemory,
  type PhaseSituation,
} from '../../../../modules/EnergyManager/phase-choice.js';
import type { PhaseSwitching } from '../../../../modules/EnergyManager/settings.js';
import { evse, granted, node, run, settings, TEN_PAST } from './tree.js';

const startMs = TEN_PAST;
const longAgo: PhaseMemory = { switchCount: 1, lastActive: 3, smallestBestMs: 0 };
const minimumW = 6 * 3 * 230;

const switching: PhaseSwitching = { ...settings().switching, mode: 'Both' };

function situation(powerW: number | undefined, changes: Partial<PhaseSituation> = {}): PhaseSituation {
  return {
    active: 3,
    minPhases: { value: 1, source: 'min' },
    maxPhases: { value: 3, source: 'max' },
    minA: { value: 6, source: 'evse' },
    powerW: powerW === undefined ? undefined : { value: powerW, source: 'power' },
    voltageV: 230,
    current: true,
    startMs,
    ...changes,
  };
}

describe('row 12: choice by power', () => {
  const one = { value: 1, source: 'power' };
  const three = { value: 3, source: 'max' };
  const kept = (value: number) => ({ value, source: 'BrokerFastCharging_KeepNrOfPhases' });

  test.each([
    ['Never', 4000, 3, three],
    ['Never', undefined, 1, three],
    ['Oneway', undefined, 1, three],
    ['Oneway', minimumW - 1, 3, one],
    ['Oneway', minimumW, 3, kept(3)],
    ['Oneway', 11000, 3, kept(3)],
    ['Oneway', 11000, 1, kept(1)],
    ['Both', minimumW - 1, 3, one],
    ['Both', minimumW, 1, kept(1)],
    ['Both', minimumW + 200, 1, kept(1)],
    ['Both', minimumW + 201, 1, three],
    ['Both', undefined, 1, three],
  ] as const)('mode %s with %j W and %i active phases', (mode, powerW, active, expected) => {
    const choice = choosePhases(situation(powerW, { active }), { ...switching, mode }, longAgo);

    expect(choice.phases).toEqual(expected);
  });

  test('without a minimum current the most phases are chosen', () => {
    expect(choosePhases(situation(100, { minA: undefined }), switching, longAgo).phases).toEqual(three);
  });
});

describe('row 12: time hysteresis', () => {
  test.each([
    [599_999, 1],
    [600_000, 3],
  ])('%i ms after one phase was last the better choice: %i phases', (elapsedMs, phases) => {
    const memory = { ...longAgo, smallestBestMs: startMs - elapsedMs };

    expect(choosePhases(situation(11000), switching, memory).phases.value).toBe(phases);
  });

  test('begins anew whenever one phase is the better choice', () => {
    expect(choosePhases(situation(4000), switching, longAgo).memory.smallestBestMs).toBe(startMs);
    expect(choosePhases(situation(11000), switching, longAgo).memory.smallestBestMs).toBe(0);
  });

  test('0 s switch it off', () => {
    const choice = choosePhases(situation(11000), { ...switching, timeHysteresisS: 0 }, newMemory(startMs));

    expect(choice.phases.value).toBe(3);
  });

  test('only the slot of now counts', () => {
    const other = choosePhases(situation(4000, { current: false }), switching, longAgo);
    const early = choosePhases(situation(11000, { current: false }), switching, newMemory(startMs));

    expect(other.memory).toEqual(longAgo);
    expect(early.phases.value).toBe(3);
  });

  test('does not delay the fall back to one phase', () => {
    expect(choosePhases(situation(4000), switching, newMemory(startMs)).phases.value).toBe(1);
  });
});

describe('row 12: switch count and stickiness', () => {
  test.each([
    ['SinglePhase', 3, 1, 'min'],
    ['ThreePhase', 1, 3, 'max'],
    ['DontChange', 3, 3, 'BrokerFastCharging_KeepNrOfPhases'],
    ['DontChange', 1, 1, 'BrokerFastCharging_KeepNrOfPhases'],
  ] as const)(
    '%s with %i active phases leads to %i once there are no switches left',
    (whenExhausted, active, ...expected) => {
      const limited = { ...switching, maxSwitches: 2, whenExhausted };
      const choice = choosePhases(situation(4000, { active }), limited, { ...longAgo, switchCount: 3 });

      expect([choice.phases.value, choice.phases.source]).toEqual(expected);
      expect(choice.exhausted).toBe(true);
    },
  );

  test('is exhausted above the allowed number, because the first phases seen count as a switch', () => {
    const limited = { ...switching, maxSwitches: 2 };

    expect(choosePhases(situation(4000), limited, { ...longAgo, switchCount: 2 }).exhausted).toBe(false);
    expect(choosePhases(situation(4000), limited, { ...longAgo, switchCount: 3 }).exhausted).toBe(true);
  });

  test('0 allows any number', () => {
    expect(choosePhases(situation(4000), switching, { ...longAgo, switchCount: 1000 }).exhausted).toBe(false);
  });

  test('counts every change of the active phases', () => {
    const counts = [3, 3, 1, 1, 3].reduce<PhaseMemory[]>(
      (all, active) => [...all, withActive(all.at(-1) ?? newMemory(startMs), active)],
      [],
    );

    expect(counts.map(({ switchCount }) => switchCount)).toEqual([1, 1, 2, 2, 3]);
  });
});

describe('row 12: memory reset', () => {
  test('between sessions nothing has to wait', () => {
    const memory = betweenSessions(startMs, switching);

    expect(memory).toEqual({ switchCount: 0, lastActive: 0, smallestBestMs: startMs - 600_000 });
    expect(choosePhases(situation(11000), switching, memory).phases.value).toBe(3);
  });

  test.each(['Unplugged', 'Finished'] as const)('%s forgets the session before', (evse_state) => {
    const both = { switch_3ph1ph_while_charging_mode: 'Both' } as const;
    const tree = (powerW: number, changes = {}) => node('grid', 32, [evse('evse1', 32, changes)], { powerW });
    const session = run(tree(4000), both);
    const pause = run(tree(11000, { evse_state }), both, { startMs: startMs + 1000, memories: session.memories });
    const next = run(tree(11000), both, { startMs: startMs + 2000, memories: pause.memories });

    expect(granted(session)['evse1']?.phases).toBe(1);
    expect(granted(next)['evse1']?.phases).toBe(3);
  });

  test('an EVSE that is gone for a while keeps its memory', () => {
    const both = { switch_3ph1ph_while_charging_mode: 'Both' } as const;
    const session = run(node('grid', 32, [evse('evse1', 32)], { powerW: 4000 }), both);
    const gone = run(node('grid', 32, []), both, { memories: session.memories });

    expect(gone.memories.get('evse1')).toEqual(session.memories.get('evse1'));
  });
});
