import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ownLoad, ProbeRig } from './probe-rig.js';

let rig: ProbeRig;

beforeEach(async () => {
  rig = await ProbeRig.start();
});

afterEach(() => rig.close());

describe('framework.md §26.2 · boot_module', () => {
  test('has called the set-up handler when it returns', async () => {
    const { text } = await rig.on('probe/ready');

    expect(text).toBe('set-up, after boot_module');
    expect(rig.probe.stderr).toContain('"level":30');
  });

  test('throws when the manager does not know the module', async () => {
    const stranger = rig.startProbe({ EV_MODULE: 'stranger' });

    const { code } = await stranger.exited;

    expect(code).toBe(1);
    expect(stranger.stderr).toContain('stranger');
  });

  test.each([
    ['no id', { EV_MODULE: '' }, 'EV_MODULE'],
    ['no logging configuration where it is said to be', { EV_LOG_CONF_FILE: '/nowhere.cfg' }, '/nowhere.cfg'],
  ])('throws with %s', async (_what, env, text) => {
    const broken = rig.startProbe(env);

    const { code } = await broken.exited;

    expect(code).toBe(1);
    expect(broken.stderr).toContain(text);
  });

  test('gives the process its printable identifier as name', async () => {
    await rig.ready();

    expect(readFileSync(`/proc/${rig.probe.pid}/comm`, 'utf8')).toBe('probe:JsProbe\n');
  });
});

describe('framework.md §36.3 · synchronous calls', () => {
  test.each(['call', 'timer_call'])('%s blocks timers until the answer, and returns it', async (order) => {
    await rig.ready();

    await rig.tell(`${order} a`);
    const request = await rig.nextCall();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await rig.answer(request, { retval: { n: 1 } });

    expect(request.data.args).toEqual({ key: 'a' });
    expect(await rig.result()).toEqual({ value: { n: 1 }, ticks: 0 });
  });

  test('the connection is served while the module blocks', async () => {
    await rig.ready();
    await rig.tell('call a');
    const request = await rig.nextCall();

    await rig.send(5);
    const refused = await rig.on(`${ownLoad}/response/spy`);
    await rig.answer(request, { retval: 'late' });

    expect(refused.text).toContain('MessageParsingError');
    expect((await rig.result()).value).toBe('late');
  });

  test('callbacks wait until the call has returned', async () => {
    await rig.ready();
    await rig.tell('call a');
    const request = await rig.nextCall();

    await rig.send({ key: 'k' });
    await rig.answer(request, { retval: 1 });
    await rig.on(`${ownLoad}/response/spy`);

    const topics = rig.topics;
    expect(topics.indexOf(`${ownLoad}/response/spy`)).toBeGreaterThan(topics.indexOf('probe/result'));
  });

  test('an error of the other module is thrown with its text', async () => {
    await rig.ready();
    await rig.tell('call a');

    const error = { __everest__error_type: 'HandlerException', __everest__error_msg: 'disk is full' };
    await rig.answer(await rig.nextCall(), { error });

    expect((await rig.result()).value).toBe('HandlerFailed: disk is full');
  });
});

describe('framework.md §26.5 · how the process ends', () => {
  test.each([
    ['throw', 'told to throw'],
    ['reject', 'told to reject'],
  ])('a command handler told to %s ends it with 1, and the command gets no answer', async (key, text) => {
    await rig.ready();

    await rig.send({ key });
    const { code } = await rig.probe.exited;

    expect(code).toBe(1);
    expect(rig.probe.stderr).toContain(`Error: ${text}`);
    expect(rig.topics).not.toContain(`${ownLoad}/response/spy`);
  });

  test('a callback that throws ends it with 1', async () => {
    await rig.ready();

    await rig.tell('throw');

    expect((await rig.probe.exited).code).toBe(1);
    expect(rig.probe.stderr).toContain('topic probe/do');
  });

  test.each([
    ['exit 7', 7],
    ['crash', 1],
  ])('what was published before "%s" arrives', async (order, code) => {
    await rig.ready();

    await rig.tell(order);
    const { text } = await rig.on('probe/last');

    expect(text).toBe('words');
    expect((await rig.probe.exited).code).toBe(code);
  });

  test('the loss of the broker ends it with 1', async () => {
    await rig.ready();

    rig.manager.kill('SIGKILL');

    expect((await rig.probe.exited).code).toBe(1);
    expect(rig.probe.stderr).toContain('connection to the broker lost');
  });

  test('the loss of the broker ends it also while a call blocks', async () => {
    await rig.ready();
    await rig.tell('call a');
    await rig.nextCall();

    rig.manager.kill('SIGKILL');

    expect((await rig.probe.exited).code).toBe(1);
  });

  test('a shutdown ends it with 0 after its handler', async () => {
    await rig.ready();

    await rig.spy.publish('everest/shutdown', 'true');
    const { text } = await rig.on('probe/bye');

    expect(text).toBe('bye');
    expect(await rig.probe.exited).toEqual({ code: 0, signal: null });
  });

  test('a shutdown ends a call that blocks, and then runs its handler', async () => {
    await rig.ready();
    await rig.tell('call a');
    await rig.nextCall();

    await rig.spy.publish('everest/shutdown', 'true');
    const { value } = await rig.result();

    expect(value).toContain('ModuleShuttingDown');
    const { text } = await rig.on('probe/bye');
    expect(text).toBe('bye');
    expect((await rig.probe.exited).code).toBe(0);
  });
});
