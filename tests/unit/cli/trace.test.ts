import { beforeEach, describe, expect, test } from '@jest/globals';
import { TraceDecoder } from '../../../cli/trace/decoder.js';
import { passes, type TraceFilter } from '../../../cli/trace/filter.js';
import { coloured, plain, traceLine } from '../../../cli/trace/trace-line.js';
import type { TraceEvent } from '../../../cli/trace/trace-event.js';
import { ManualClock } from '../../../framework/clock/index.js';
import { encodeEnvelope, type MessageType } from '../../../framework/wire/envelope.js';

const BOARD = 'ev/modules/yeti/impl/board';
let clock: ManualClock;
let decoder: TraceDecoder;

beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-01-02T03:04:05.678Z'));
  decoder = new TraceDecoder({
    clock,
    everestPrefix: 'ev/',
    interfaceOf: (module, implementation) =>
      module === 'yeti' && implementation === 'board' ? 'evse_board_support' : undefined,
  });
});

const receive = (topic: string, type: MessageType, data: unknown): TraceEvent | undefined =>
  decoder.receive(topic, encodeEnvelope(type, data));
const line = (event: TraceEvent | undefined): string => (event === undefined ? '' : traceLine(event, plain));
const call = (args: unknown = { value: true }): TraceEvent | undefined =>
  receive(`${BOARD}/cmd/enable`, 'Cmd', { id: '1', args, origin: 'evse' });
const answer = (data: object): TraceEvent | undefined =>
  receive(`${BOARD}/cmd/enable/response/evse`, 'CmdResult', {
    type: 'result',
    data: { id: '1', origin: 'yeti', ...data },
  });

describe('what is shown', () => {
  test('a variable with its value', () => {
    const event = receive(`${BOARD}/var/event`, 'Var', { data: { event: 'A' } });

    expect(line(event)).toBe('03:04:05.678 var   yeti.board.event = {"event":"A"}');
    expect(event).toMatchObject({ kind: 'variable', interface: 'evse_board_support' });
  });

  test('a call and its result as one, with the time between them', async () => {
    const first = call();
    await clock.advance(12);
    const second = answer({ retval: null });

    expect(first).toBeUndefined();
    expect(line(second)).toBe('03:04:05.678 call  evse -> yeti.board.enable({"value":true}) = null 12.0 ms');
  });

  test('a call without arguments, as both kinds of callers write it', () => {
    call(null);

    expect(line(answer({ retval: { ok: true } }))).toContain('evse -> yeti.board.enable() = {"ok":true}');
  });

  test('a call that fails, with its reason', () => {
    call();

    const event = answer({ error: { __everest__error_type: 'HandlerException', __everest__error_msg: 'no board' } });

    expect(line(event)).toContain('enable({"value":true}) HandlerException: no board');
  });

  test('a call that nobody answers, once after a while and again at the end', async () => {
    call();

    expect(decoder.unanswered(2000)).toEqual([]);
    await clock.advance(2000);
    expect(decoder.unanswered(2000).map(line)[0]).toContain('enable({"value":true}) has no answer yet 2000.0 ms');
    expect(decoder.unanswered(2000)).toEqual([]);
    expect(decoder.unanswered(0)).toHaveLength(1);
  });

  test('an error that is raised, and its end', () => {
    const object = { type: 'evse_board_support/DiodeFault', sub_type: 'x', message: 'broken', severity: 'High' };

    const raised = receive(`${BOARD}/error/evse_board_support/DiodeFault`, 'RaiseError', object);
    const cleared = receive(`${BOARD}/error/evse_board_support/DiodeFault`, 'ClearError', object);

    expect(line(raised)).toContain('error yeti.board raised evse_board_support/DiodeFault (x) High: broken');
    expect(line(cleared)).toContain('error yeti.board cleared evse_board_support/DiodeFault (x)');
  });

  test('the life of the system', () => {
    expect(line(receive('ev/modules/yeti/ready', 'ModuleReady', true))).toContain('life  yeti is ready');
    expect(line(receive('ev/ready', 'GlobalReady', true))).toContain('life  system all modules are ready');
    expect(line(decoder.receive('ev/shutdown', 'true'))).toContain('asked to shut down');
  });

  test('what cannot be read, with its topic', () => {
    expect(line(decoder.receive(`${BOARD}/var/event`, 'rubbish'))).toContain(
      `lost  ${BOARD}/var/event: payload is not JSON`,
    );
    expect(line(receive(`${BOARD}/var/event`, 'Var', {}))).toContain('a variable without value');
    expect(line(receive(`${BOARD}/cmd/enable`, 'Cmd', { args: {} }))).toContain('a command without id or origin');
  });

  test('in colours where that is wanted', () => {
    const event = receive(`${BOARD}/var/event`, 'Var', { data: 1 });

    expect(event === undefined ? '' : traceLine(event, coloured)).toContain('\u001b[32mvar  \u001b[0m');
  });
});

describe('secrets', () => {
  test.each([
    ['by their name', { private_key_password: 'hush' }],
    ['far inside', { a: [{ b: { c: { d: { e: { password: 'hush' } } } } }] }],
    ['beside their name', { variable: { name: 'AuthorizationKey' }, key: 'AuthorizationKey', value: 'hush' }],
    ['in lists of settings', [{ configuration_parameter_name: 'private_key_password', value: 'hush' }]],
    ['cards', { id_token: { value: 'hush', type: 'ISO14443' } }],
  ])('%s are masked in variables, arguments and results', (_where, value) => {
    const variable = receive(`${BOARD}/var/event`, 'Var', { data: value });
    call({ value });
    const result = answer({ retval: value });

    const text = JSON.stringify([variable, result]);
    expect(text).not.toContain('hush');
    expect(text.match(/\*\*\*/g)).toHaveLength(3);
  });
});

describe('filters', () => {
  const events = (): TraceEvent[] => {
    call();
    return [
      receive(`${BOARD}/var/event`, 'Var', { data: 1 }),
      answer({ retval: null }),
      receive(`${BOARD}/error/generic/CommunicationFault`, 'RaiseError', {}),
      receive('ev/modules/meter/impl/main/var/powermeter', 'Var', { data: 1 }),
      receive('ev/modules/meter/ready', 'ModuleReady', true),
    ].filter((event) => event !== undefined);
  };

  test.each<[TraceFilter, readonly string[]]>([
    [{}, ['variable', 'call', 'error', 'variable', 'life']],
    [{ module: ['yeti'] }, ['variable', 'call', 'error']],
    [{ module: ['evse'] }, ['call']],
    [{ module: ['m*'] }, ['variable', 'life']],
    [{ implementation: ['main'] }, ['variable']],
    [{ interface: ['evse_board_support'] }, ['variable', 'call', 'error']],
    [{ command: ['*'] }, ['call']],
    [{ command: ['able'] }, []],
    [{ variable: ['event'], error: ['generic/*'] }, ['variable', 'error']],
    [{ module: ['meter'], command: ['*'] }, []],
  ])('%j', (filter, kinds) => {
    expect(
      events()
        .filter((event) => passes(event, filter))
        .map(({ kind }) => kind),
    ).toEqual(kinds);
  });
});
