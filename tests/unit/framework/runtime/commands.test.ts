import { describe, expect, test } from '@jest/globals';
import { idleMeter, RuntimeRig, type RigContext } from '../../../support/runtime-rig.js';
import { settled } from '../../../support/settled.js';

type Handlers = Record<string, (args: Record<string, unknown>) => unknown>;

function serving(handlers: Handlers, options = {}): Promise<RuntimeRig> {
  return new RuntimeRig(({ provides }) => provides.main.implement({ ...idleMeter, ...handlers }), options).start();
}

/** A rig that calls `reset` and `set_limit` of its first meter for the test. */
async function calling(): Promise<{ rig: RuntimeRig; context: RigContext }> {
  const contexts: RigContext[] = [];
  const rig = await new RuntimeRig((context) => {
    contexts.push(context);
    context.provides.main.implement(idleMeter);
  }).start();
  const [context] = contexts;
  if (context === undefined) throw new Error('the module was not set up');
  return { rig, context };
}

const limitTopic = 'e/modules/m1/impl/main/cmd/set_limit';

describe('framework.md §17.4 · serving commands', () => {
  test.each([
    ['null', null],
    ['an empty object', {}],
    ['nothing', undefined],
  ])('compatibility-contract.md §4.5 · %s means no arguments', async (_, args) => {
    const rig = await serving({});

    expect(await rig.command('reset', args)).toEqual([{ id: '1', origin: 'rig', retval: null }]);
  });

  test('commands are served before the module is ready', async () => {
    let release: () => void = () => undefined;
    const rig = new RuntimeRig(async ({ provides }) => {
      provides.main.implement(idleMeter);
      await new Promise<void>((resolve) => (release = resolve));
    });
    const starting = rig.start();
    await settled();

    const answers = await rig.command('reset', null);
    const before = rig.data('e/modules/rig/ready');
    release();
    await starting;

    expect([answers.length, before, rig.data('e/modules/rig/ready')]).toEqual([1, [], [true]]);
  });

  test('unknown extra arguments are ignored', async () => {
    const rig = await serving({});

    expect(await rig.command('set_limit', { ampere: 1, more: 2 })).toMatchObject([{ retval: true }]);
  });

  test.each([
    ['a missing argument', {}, 'SchemaValidationError', 'argument "ampere" is missing'],
    ['a wrong type', { ampere: 'much' }, 'SchemaValidationError', 'argument "ampere" the value must be number'],
    ['a value out of range', { ampere: -1 }, 'SchemaValidationError', 'argument "ampere" the value must be >= 0'],
    ['a list', [1], 'MessageParsingError', 'args is neither an object nor null'],
    ['a text', 'a', 'MessageParsingError', 'args is neither an object nor null'],
  ])('%s is answered, and the handler is not called', async (_, args, type, message) => {
    let calls = 0;
    const rig = await serving({ set_limit: () => (calls += 1) });

    const answers = await rig.command('set_limit', args);

    expect(answers).toEqual([
      { id: '1', origin: 'rig', error: { __everest__error_type: type, __everest__error_msg: message } },
    ]);
    expect([calls, rig.failures]).toEqual([0, []]);
  });

  test('framework.md §17.2 · a result that does not match goes out beside the error', async () => {
    const rig = await serving({ set_limit: () => 42 });

    const answers = await rig.command('set_limit', { ampere: 1 });

    expect(answers).toMatchObject([{ retval: 42, error: { __everest__error_type: 'SchemaValidationError' } }]);
    expect(rig.failures).toEqual([]);
  });

  test('without validate_schema neither limits of arguments nor results are checked', async () => {
    const rig = await serving({ set_limit: () => 42 }, { settings: { validate_schema: false } });

    expect(await rig.command('set_limit', { ampere: -1 })).toMatchObject([{ retval: 42 }]);
  });

  test('a handler that throws is answered first and then ends the module', async () => {
    const rig = await serving({
      reset: () => {
        throw new Error('device offline');
      },
    });

    const answers = await rig.command('reset', null);

    expect(answers).toMatchObject([
      { error: { __everest__error_type: 'HandlerException', __everest__error_msg: 'device offline' } },
    ]);
    expect(rig.failures).toMatchObject([{ message: 'device offline' }]);
  });

  test('with forward_exceptions the module lives on', async () => {
    const rig = await serving(
      { reset: () => Promise.reject(new Error('device offline')) },
      { settings: { forward_exceptions: true } },
    );

    await rig.command('reset', null);

    expect(await rig.command('set_limit', { ampere: 1 })).toMatchObject([{ retval: true }]);
    expect(rig.failures).toEqual([]);
  });

  test('a result that cannot be written is the fault of the handler, and is answered', async () => {
    const rig = await serving(
      { set_limit: () => 10n },
      { settings: { validate_schema: false, forward_exceptions: true } },
    );

    expect(await rig.command('set_limit', { ampere: 1 })).toMatchObject([
      { error: { __everest__error_type: 'HandlerException' } },
    ]);
  });

  test('framework.md §22 · a slow command holds up its own topic only', async () => {
    const order: string[] = [];
    const releases: (() => void)[] = [];
    const rig = await serving({
      set_limit: async ({ ampere }) => {
        order.push(`start ${String(ampere)}`);
        await new Promise<void>((resolve) => releases.push(resolve));
        return true;
      },
      reset: () => void order.push('reset'),
    });

    await rig.command('set_limit', { ampere: 1 }, 'a');
    await rig.command('set_limit', { ampere: 2 }, 'b');
    await rig.command('reset', null);
    const before = [...order];
    releases.shift()?.();
    await settled();

    expect([before, order]).toEqual([
      ['start 1', 'reset'],
      ['start 1', 'reset', 'start 2'],
    ]);
  });

  test('implementing twice, or not all commands, fails the set-up', async () => {
    const twice = new RuntimeRig(({ provides }) => {
      provides.main.implement(idleMeter);
      provides.main.implement(idleMeter);
    });
    const half = new RuntimeRig(({ provides }) => provides.main.implement({ reset: () => undefined }));

    await expect(twice.start()).rejects.toThrow('"main" is implemented twice');
    await expect(half.start()).rejects.toThrow('"main" has no handler for command "set_limit"');
  });
});

describe('framework.md §17.3 · calling commands', () => {
  test('§17.1 · a call has id, origin and arguments, and null where there are none', async () => {
    const { rig, context } = await calling();

    void context.requires.meters[0]?.call['set_limit']?.({ ampere: 16 });
    void context.requires.meters[0]?.call['reset']?.();
    await settled();

    expect(rig.data(limitTopic)).toEqual([
      { args: { ampere: 16 }, id: expect.stringMatching(/^[0-9a-f-]{36}$/), origin: 'rig' },
    ]);
    expect(rig.data('e/modules/m1/impl/main/cmd/reset')).toMatchObject([{ args: null }]);
  });

  test('results are matched by id, and strangers are dropped', async () => {
    const { rig, context } = await calling();
    const call = context.requires.meters[0]?.call['set_limit'];
    const both = Promise.all([call?.({ ampere: 1 }), call?.({ ampere: 2 })]);
    await settled();
    const [first, second] = rig.data(limitTopic) as { id: string }[];

    const answer = (id: string | undefined, retval: unknown): Promise<void> =>
      rig.send(`${limitTopic}/response/rig`, 'CmdResult', { type: 'result', data: { id, retval, origin: 'm1' } });
    await answer('somebody', 'x');
    await answer(second?.id, false);
    await answer(first?.id, true);
    await answer(first?.id, false);

    expect(await both).toEqual([true, false]);
  });

  test('§17.2 · the error wins over a value beside it', async () => {
    const { rig, context } = await calling();
    const outcome = context.requires.meters[0]?.call['reset']?.().catch((error: unknown) => error);
    await settled();
    const [request] = rig.data('e/modules/m1/impl/main/cmd/reset') as { id: string }[];

    await rig.send('e/modules/m1/impl/main/cmd/reset/response/rig', 'CmdResult', {
      type: 'result',
      data: { id: request?.id, retval: 1, error: { __everest__error_type: 'NotReady', __everest__error_msg: 'later' } },
    });

    expect(await outcome).toMatchObject({ type: 'NotReady', message: 'later', retryable: true });
  });

  test.each([
    ['an unknown argument', { ampere: 1, volt: 2 }],
    ['an inherited name', { ampere: 1, toString: 2 }],
    ['a missing argument', {}],
    ['a wrong value', { ampere: -1 }],
  ])('%s is refused before anything is sent', async (_, args: Record<string, unknown>) => {
    const { rig, context } = await calling();

    await expect(context.requires.meters[0]?.call['set_limit']?.(args)).rejects.toMatchObject({
      type: 'SchemaValidationError',
    });
    expect(rig.data(limitTopic)).toEqual([]);
  });

  test('arguments that cannot be written reject at once and leave nothing waiting', async () => {
    const contexts: RigContext[] = [];
    const rig = await new RuntimeRig(
      (context) => {
        contexts.push(context);
        context.provides.main.implement(idleMeter);
      },
      { settings: { validate_schema: false } },
    ).start();

    const calling = contexts[0]?.requires.meters[0]?.call['set_limit']?.({ ampere: 1n });

    await expect(calling).rejects.toThrow('BigInt');
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('a call that is still being prepared at the shutdown ends with Shutdown and is not sent', async () => {
    const { rig, context } = await calling();

    const outcome = context.requires.meters[0]?.call['reset']?.().catch((error: unknown) => error);
    await rig.runtime.shutdown();

    expect(await outcome).toMatchObject({ type: 'Shutdown' });
    await settled();
    expect(rig.data('e/modules/m1/impl/main/cmd/reset')).toEqual([]);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('the answers of a command are subscribed once', async () => {
    const subscribed: string[] = [];
    const contexts: RigContext[] = [];
    const rig = await new RuntimeRig(
      (context) => {
        contexts.push(context);
        context.provides.main.implement(idleMeter);
      },
      {
        wrap: (transport) => ({
          ...bind(transport),
          subscribe: (list) => {
            subscribed.push(...list.map(({ filter }) => filter));
            return transport.subscribe(list);
          },
        }),
      },
    ).start();

    void contexts[0]?.requires.meters[0]?.call['reset']?.();
    void contexts[0]?.requires.meters[0]?.call['reset']?.();
    await settled();

    expect(subscribed.filter((topic) => topic.endsWith('/response/rig'))).toHaveLength(1);
    expect(rig.data('e/modules/m1/impl/main/cmd/reset')).toHaveLength(2);
  });
});

function bind(transport: ConstructorParameters<typeof Proxy>[0]): Parameters<NonNullable<Wrap>>[0] {
  const methods = ['publish', 'subscribe', 'unsubscribe', 'onMessage', 'onLost', 'close'] as const;
  const source = transport as Parameters<NonNullable<Wrap>>[0];
  return Object.fromEntries(methods.map((name) => [name, (source[name] as () => unknown).bind(source)])) as never;
}

type Wrap = NonNullable<NonNullable<ConstructorParameters<typeof RuntimeRig>[1]>['wrap']>;
