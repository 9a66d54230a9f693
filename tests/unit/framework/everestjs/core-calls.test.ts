import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { CoreCalls } from '../../../../framework/everestjs/core-calls.js';
import { settled } from '../../../support/settled.js';
import { EverestjsRig, serveMain } from './rig.js';

const forever = (): Promise<never> => new Promise(() => undefined);
const call = {
  op: 'call',
  slot: { requirement: 'meters', index: 1 },
  command: 'set_limit',
  text: '{"ampere":16}',
} as const;
const topic = 'e/modules/m2/impl/main/cmd/set_limit';

describe('framework.md §17 · calls of the thread with the connection', () => {
  test('a call is published with id, arguments and origin, and answered by its id', async () => {
    const { rig } = await EverestjsRig.run(serveMain);

    const result = rig.core.perform(call) as Promise<unknown>;
    await settled();
    const [request] = rig.on(topic);
    const answer = { id: request?.data['id'], retval: { ok: 1 }, origin: 'm2' };
    await rig.send(`${topic}/response/rig`, 'CmdResult', { type: 'result', data: answer });

    expect(request).toEqual({
      msg_type: 'Cmd',
      data: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), args: { ampere: 16 }, origin: 'rig' },
    });
    expect(await result).toEqual({ ok: 1 });
  });

  test('a command without arguments is called with null and gives null', async () => {
    const { rig } = await EverestjsRig.run(serveMain);

    const result = rig.core.perform({ ...call, command: 'reset', text: 'null' }) as Promise<unknown>;
    await settled();
    const [request] = rig.on('e/modules/m2/impl/main/cmd/reset');
    const data = { id: request?.data['id'], retval: null, origin: 'm2' };
    await rig.send('e/modules/m2/impl/main/cmd/reset/response/rig', 'CmdResult', { type: 'result', data });

    expect(request?.data['args']).toBeNull();
    expect(await result).toBeNull();
  });

  test('an error of the other module rejects with its text', async () => {
    const { rig } = await EverestjsRig.run(serveMain);
    const result = rig.core.perform(call) as Promise<unknown>;
    const failed = expect(result).rejects.toMatchObject({ type: 'HandlerException', message: 'device offline' });
    await settled();

    const error = { __everest__error_type: 'HandlerException', __everest__error_msg: 'device offline' };
    const data = { id: rig.on(topic)[0]?.data['id'], error, origin: 'm2' };
    await rig.send(`${topic}/response/rig`, 'CmdResult', { type: 'result', data });

    await failed;
  });

  test('waits 300 s for an answer', async () => {
    const { rig } = await EverestjsRig.run(serveMain);
    const result = rig.core.perform(call) as Promise<unknown>;
    let settledWith: unknown = 'nothing yet';
    const ended = result.catch((error: Error) => (settledWith = error));
    await settled();

    await rig.clock.advance(299_999);
    expect(settledWith).toBe('nothing yet');
    await rig.clock.advance(1);
    await ended;

    expect(settledWith).toMatchObject({ type: 'CmdTimeout' });
  });

  test('with EV_VALIDATE_SCHEMA, wrong arguments are not sent', async () => {
    const { rig } = await EverestjsRig.run(serveMain, { validateSchema: true });

    await expect(rig.core.perform({ ...call, text: '{"ampere":"x"}' })).rejects.toMatchObject({
      type: 'SchemaValidationError',
    });
    await expect(rig.core.perform({ ...call, text: '{"ampere":1,"b":2}' })).rejects.toThrow('unknown argument "b"');

    expect(rig.on(topic)).toEqual([]);
  });

  test('a number that is no 64-bit integer keeps the form of a floating point number', async () => {
    const { rig } = await EverestjsRig.run(serveMain);

    void rig.core.perform({ ...call, text: '{"ampere":1e+20}' });
    await settled();

    expect(rig.texts(topic)[0]).toContain('"ampere":100000000000000000000.0');
  });
});

describe('framework.md §17.3 · calls and shutdown', () => {
  test('a waiting call ends with Shutdown after a moment', async () => {
    const clock = new ManualClock();
    const calls = new CoreCalls(clock);
    let failure: unknown;
    const waiting = calls.run(forever).catch((error: unknown) => (failure = error));

    calls.end();
    await clock.advance(999);
    expect(failure).toBeUndefined();
    await clock.advance(1);
    await waiting;

    expect(failure).toMatchObject({ type: 'Shutdown' });
  });

  test('an answer within that moment still counts', async () => {
    const calls = new CoreCalls(new ManualClock());
    let answer: (value: string) => void = () => undefined;
    const waiting = calls.run(() => new Promise((resolve) => (answer = resolve)));

    calls.end();
    answer('in time');

    expect(await waiting).toBe('in time');
  });

  test('further calls of a busy callback do not hold the shutdown up', async () => {
    const clock = new ManualClock();
    const calls = new CoreCalls(clock);
    calls.end();
    await clock.advance(1000);

    await expect(calls.run(forever)).rejects.toMatchObject({ type: 'Shutdown' });
  });

  test('calls of the shutdown handler work', async () => {
    const clock = new ManualClock();
    const calls = new CoreCalls(clock);
    let answer: (value: string) => void = () => undefined;
    calls.end();
    calls.handle();

    const waiting = calls.run(() => new Promise((resolve) => (answer = resolve)));
    await clock.advance(2000);
    answer('late, but wanted');

    expect(await waiting).toBe('late, but wanted');
  });
});
