import { describe, expect, test } from '@jest/globals';
import { idleMeter, RuntimeRig, type RigContext } from '../../../support/runtime-rig.js';

const unvalidated = { settings: { validate_schema: false } };
const reading = 'e/modules/m1/impl/main/var/reading';

function throwing(error: Error) {
  return (): never => {
    throw error;
  };
}

/** The module of the rig with a handler of the variable `reading`. */
function reader(handle: (value: unknown) => void | Promise<void>, options: object = unvalidated): Promise<RuntimeRig> {
  return new RuntimeRig(({ provides, requires }) => {
    provides.main.implement(idleMeter);
    requires.meters[0]?.on['reading']?.(handle);
  }, options).start();
}

function caller(run: (context: RigContext) => Promise<unknown>): Promise<RuntimeRig> {
  return new RuntimeRig((context) => {
    context.provides.main.implement(idleMeter);
    context.requires.meters[0]?.on['reading']?.(async () => void (await run(context)));
  }, unvalidated).start();
}

async function answerCall(rig: RuntimeRig, outcome: object): Promise<void> {
  const [call] = rig.data('e/modules/m1/impl/main/cmd/set_limit') as { id: string }[];
  await rig.send('e/modules/m1/impl/main/cmd/set_limit/response/rig', 'CmdResult', {
    type: 'result',
    data: { id: call?.id, origin: 'm1', ...outcome },
  });
}

describe('framework.md §18, §36.6 · variables without validate_schema', () => {
  test.each([['text'], [null], [{}], [[5]], [true]])('the wrong value %j never reaches a handler', async (value) => {
    const seen: unknown[] = [];
    const rig = await reader((given) => void seen.push(given));

    await rig.send(reading, 'Var', { data: value });
    await rig.send(reading, 'Var', { data: 7 });

    expect([seen, rig.failures]).toEqual([[7], []]);
    expect(rig.log.messages('warn')).toContain('value dropped');
  });

  test('a handler that fails at a value which its interface forbids does not end the module', async () => {
    const rig = await reader((value) => {
      if ((value as number) < 0) throw new Error('negative power');
    });

    await rig.send(reading, 'Var', { data: -1 });

    expect(rig.failures).toEqual([]);
    expect(rig.log.messages('warn')).toContain('handler failed at a value that its interface forbids');
  });

  test('nor does a handler that fails later', async () => {
    const rig = await reader(async () => Promise.reject(new Error('negative power')));

    await rig.send(reading, 'Var', { data: -1 });

    expect(rig.failures).toEqual([]);
  });

  test('a handler that fails at a value which its interface allows is a bug and ends the module', async () => {
    const rig = await reader(throwing(new Error('cannot draw')));

    await rig.send(reading, 'Var', { data: 7 });

    expect(rig.failures).toMatchObject([{ message: 'cannot draw' }]);
  });

  test('with validate_schema every value that reaches a handler is its own business', async () => {
    const rig = await reader(throwing(new Error('cannot draw')), { settings: { validate_schema: true } });

    await rig.send(reading, 'Var', { data: 'rubbish' });
    expect(rig.failures).toEqual([]);
    await rig.send(reading, 'Var', { data: 7 });

    expect(rig.failures).toMatchObject([{ message: 'cannot draw' }]);
  });
});

describe('framework.md §17.4, §36.6 · commands without validate_schema', () => {
  test.each([
    [{}, 'argument "ampere" is missing'],
    [{ ampere: 'much' }, 'argument "ampere" the value has to be number, not string'],
    [{ ampere: null }, 'argument "ampere" the value has to be number, not null'],
    [null, 'argument "ampere" is missing'],
  ])('the arguments %j are answered with MessageParsingError, and the handler is not called', async (args, message) => {
    const handlers = { ...idleMeter, set_limit: throwing(new Error('called')) };
    const rig = await new RuntimeRig(({ provides }) => provides.main.implement(handlers), unvalidated).start();

    const answers = await rig.command('set_limit', args);

    expect(answers).toEqual([
      {
        id: '1',
        origin: 'rig',
        error: { __everest__error_type: 'MessageParsingError', __everest__error_msg: message },
      },
    ]);
    expect(rig.failures).toEqual([]);
  });

  test('a handler that fails at arguments which its interface forbids is answered and does not end the module', async () => {
    const handlers = { ...idleMeter, set_limit: throwing(new Error('negative current')) };
    const rig = await new RuntimeRig(({ provides }) => provides.main.implement(handlers), unvalidated).start();

    const answers = await rig.command('set_limit', { ampere: -1 });

    expect(answers).toMatchObject([{ error: { __everest__error_type: 'HandlerException' } }]);
    expect(rig.failures).toEqual([]);
  });

  test('a result of the wrong kind rejects the call with what is wrong', async () => {
    let outcome: unknown;
    const rig = await caller(async ({ requires }) => {
      outcome = await requires.meters[0]?.call['set_limit']?.({ ampere: 1 }).catch((error: unknown) => error);
    });

    await rig.send(reading, 'Var', { data: 1 });
    await answerCall(rig, { retval: { status: 'ok' } });

    expect(outcome).toMatchObject({
      type: 'MessageParsingError',
      message: 'e/modules/m1/impl/main/cmd/set_limit: result the value has to be boolean, not object',
    });
  });

  test('a module that does not expect such a result lives on', async () => {
    const rig = await caller(async ({ requires }) => requires.meters[0]?.call['set_limit']?.({ ampere: 1 }));

    await rig.send(reading, 'Var', { data: 1 });
    await answerCall(rig, { retval: 'rubbish' });

    expect(rig.failures).toEqual([]);
    expect(rig.log.messages('error')).toContain('handler gave up');
  });

  test('framework.md §17.3 · an error answer that nobody catches ends the module', async () => {
    const rig = await caller(async ({ requires }) => requires.meters[0]?.call['set_limit']?.({ ampere: 1 }));

    await rig.send(reading, 'Var', { data: 1 });
    await answerCall(rig, { error: { __everest__error_type: 'HandlerException', __everest__error_msg: 'broken' } });

    expect(rig.failures).toMatchObject([{ message: 'broken' }]);
  });
});

describe('framework.md §20 · external MQTT', () => {
  test('a text that a handler fails at is logged, and the next one is handled', async () => {
    const seen: string[] = [];
    const rig = await new RuntimeRig(({ provides, mqtt }) => {
      provides.main.implement(idleMeter);
      mqtt.subscribe('say', (text) => void seen.push((JSON.parse(text) as { word: string }).word));
    }).start();

    await rig.sendText('x/say', '{');
    await rig.sendText('x/say', '{"word":"hello"}');

    expect([seen, rig.failures]).toEqual([['hello'], []]);
    expect(rig.log.messages('error')).toEqual(['external message could not be handled']);
  });
});
