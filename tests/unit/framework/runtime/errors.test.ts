import { describe, expect, test } from '@jest/globals';
import { ErrorState } from '../../../../framework/runtime/error-state.js';
import type { ErrorObject } from '../../../../framework/wire/messages.js';
import { idleMeter, RuntimeRig, type RigContext } from '../../../support/runtime-rig.js';

async function watching(watch: (context: RigContext, seen: string[]) => void): Promise<{
  rig: RuntimeRig;
  seen: string[];
  context: RigContext;
}> {
  const seen: string[] = [];
  const contexts: RigContext[] = [];
  const rig = await new RuntimeRig((context) => {
    contexts.push(context);
    context.provides.main.implement(idleMeter);
    watch(context, seen);
  }).start();
  const [context] = contexts;
  if (context === undefined) throw new Error('the module was not set up');
  return { rig, seen, context };
}

function note(seen: string[], who: string): { raised: (error: Told) => void; cleared: (error: Told) => void } {
  return {
    raised: ({ type, sub_type: subType }) => void seen.push(`${who} + ${type} ${subType}`),
    cleared: ({ type, sub_type: subType }) => void seen.push(`${who} - ${type} ${subType}`),
  };
}

type Told = { readonly type: string; readonly sub_type: string };

describe('framework.md §19.3 · raising', () => {
  test.each<[string, (errors: RigContext['provides']['main']['errors']) => void, string[]]>([
    ['an undeclared type is ignored', (errors) => errors.raise('demo/Unknown'), []],
    [
      'the same type and sub type is raised once',
      (errors) => [1, 2].forEach(() => errors.raise('demo/NoData')),
      ['demo/NoData '],
    ],
    [
      'sub types are errors of their own',
      (errors) => ['a', 'b', ''].forEach((subType) => errors.raise('demo/NoData', { subType })),
      ['demo/NoData a', 'demo/NoData b', 'demo/NoData '],
    ],
    [
      'clear takes the empty sub type only',
      (errors) => {
        ['a', ''].forEach((subType) => errors.raise('demo/NoData', { subType }));
        errors.clear('demo/NoData');
      },
      ['demo/NoData a'],
    ],
    [
      'clearAll takes every sub type of a type',
      (errors) => {
        ['a', ''].forEach((subType) => errors.raise('demo/NoData', { subType }));
        errors.raise('demo/Overheat');
        errors.clearAll('demo/NoData');
      },
      ['demo/Overheat '],
    ],
    [
      'clearAll without a type takes all',
      (errors) => {
        errors.raise('demo/NoData');
        errors.raise('demo/Overheat', { subType: 'a' });
        errors.clearAll();
      },
      [],
    ],
    ['clearing what is not active does nothing', (errors) => errors.clear('demo/NoData', 'x'), []],
  ])('%s', async (_, act, expected) => {
    const { context } = await watching(() => undefined);

    act(context.provides.main.errors);

    expect(context.provides.main.errors.active().map(({ type, sub_type }) => `${type} ${sub_type}`)).toEqual(expected);
  });

  test('§19.2 · a clear carries uuid and time of the raise, and the implementation overrides the mapping', async () => {
    const { rig, context } = await watching(() => undefined);
    const { errors } = context.provides.main;

    errors.raise('demo/Overheat', { message: 'hot' });
    await rig.clock.advance(1000);
    errors.clear('demo/Overheat');
    await rig.clock.settle();

    const [raised, cleared] = rig.data('e/modules/rig/impl/main/error/demo/Overheat');
    expect(raised).toMatchObject({
      state: 'Active',
      description: 'Too hot',
      timestamp: '2026-01-01T00:00:00.000Z',
      origin: { module_id: 'rig', implementation_id: 'main', mapping: { evse: 3, connector: 2 } },
    });
    expect(cleared).toEqual({ ...(raised as object), state: 'ClearedByModule' });
  });
});

describe('framework.md §19.4 · errors of requirements', () => {
  test('all handlers of a type and of any type are told, in order', async () => {
    const { rig, seen } = await watching(({ requires }, told) => {
      requires.meters[0]?.errors.on('demo/NoData', note(told, 'a'));
      requires.meters[0]?.errors.on('demo/Overheat', note(told, 'b'));
      requires.meters[0]?.errors.onAny(note(told, 'any'));
    });

    await rig.error('m1', 'demo/NoData');
    await rig.error('m1', 'demo/NoData', { state: 'ClearedByModule' });
    await rig.error('m2', 'demo/NoData');

    expect(seen).toEqual(['a + demo/NoData ', 'any + demo/NoData ', 'a - demo/NoData ', 'any - demo/NoData ']);
  });

  test('raised twice counts once, and what is not active cannot be cleared', async () => {
    const { rig, seen } = await watching(({ requires }, told) => requires.meters[0]?.errors.onAny(note(told, 'any')));

    await rig.error('m1', 'demo/NoData', { uuid: '1' });
    await rig.error('m1', 'demo/NoData', { uuid: '2' });
    await rig.error('m1', 'demo/NoData', { state: 'ClearedByModule', uuid: '2' });
    await rig.error('m1', 'demo/NoData', { state: 'ClearedByModule', uuid: '1' });

    expect(seen).toEqual(['any + demo/NoData ', 'any - demo/NoData ']);
    expect(rig.log.messages('error')).toContain('error was raised twice');
    expect(rig.log.messages('error')).toContain('cleared error was not active');
  });

  test('the state decides, not the kind of message', async () => {
    const { rig, seen } = await watching(({ requires }, told) => requires.meters[0]?.errors.onAny(note(told, 'any')));

    await rig.error('m1', 'demo/NoData', { state: 'ClearedByReboot' });
    await rig.error('m1', 'demo/NoData', { state: 'Odd' });

    expect(seen).toEqual(['any + demo/NoData ']);
  });

  test('a type that the interface lacks is logged and never told', async () => {
    const { rig, seen } = await watching(({ requires }, told) =>
      requires.meters[0]?.errors.on('demo/Unknown', note(told, 'a')),
    );

    await rig.error('m1', 'demo/NoData', { type: 'demo/Unknown' });

    expect([seen, rig.log.messages('error')]).toEqual([[], ['error type is not declared by the interface']]);
  });

  test('ignore.errors subscribes nothing', async () => {
    const { rig, seen, context } = await watching(({ requires }, told) =>
      requires.quiet?.errors.onAny(note(told, 'any')),
    );

    await rig.error('m3', 'demo/NoData');

    expect([seen, context.requires.quiet?.errors.isActive('demo/NoData')]).toEqual([[], false]);
  });

  test('two errors with one uuid are still two', async () => {
    const { rig, context } = await watching(() => undefined);

    await rig.error('m1', 'demo/NoData', { uuid: 'same' });
    await rig.error('m1', 'demo/Overheat', { uuid: 'same' });

    expect(context.requires.meters[0]?.errors.active()).toHaveLength(2);
  });

  test('a handler that throws ends the module', async () => {
    const { rig } = await watching(({ requires }) =>
      requires.meters[0]?.errors.onAny({ raised: () => Promise.reject(new Error('cannot show')) }),
    );

    await rig.error('m1', 'demo/NoData');

    expect(rig.failures).toMatchObject([{ message: 'cannot show' }]);
  });
});

describe('framework.md §19.5 · global errors', () => {
  test('errors of every implementation are seen, each origin on its own', async () => {
    const { rig, seen, context } = await watching(({ globalErrors }, told) => globalErrors.onAny(note(told, 'any')));

    await rig.error('m1', 'demo/NoData');
    await rig.error('m9', 'demo/NoData');
    await rig.error('m1', 'demo/NoData', { state: 'ClearedByModule' });

    expect(seen).toEqual(['any + demo/NoData ', 'any + demo/NoData ', 'any - demo/NoData ']);
    expect(context.globalErrors.active()).toMatchObject([{ origin: { module_id: 'm9' } }]);
  });
});

describe('framework.md §19.6 · state monitor', () => {
  const error = { type: 'demo/Overheat', sub_type: 'fan', uuid: '1' } as ErrorObject;

  test.each([
    [[{ type: 'demo/Overheat', subType: 'fan', active: true }], true],
    [[{ type: 'demo/Overheat', active: true }], false],
    [[{ type: 'demo/Overheat', active: false }], true],
    [
      [
        { type: 'demo/Overheat', subType: 'fan', active: true },
        { type: 'demo/NoData', active: false },
      ],
      true,
    ],
    [
      [
        { type: 'demo/Overheat', subType: 'fan', active: true },
        { type: 'demo/NoData', active: true },
      ],
      false,
    ],
    [[], true],
  ])('%j is satisfied: %s', (conditions, expected) => {
    const state = new ErrorState();
    state.add(error);

    expect(state.isSatisfied(...conditions)).toBe(expected);
  });

  test('what was removed is not active any more', () => {
    const state = new ErrorState();
    state.add(error);

    state.remove(error);

    expect([state.isActive('demo/Overheat', 'fan'), state.active()]).toEqual([false, []]);
  });
});
