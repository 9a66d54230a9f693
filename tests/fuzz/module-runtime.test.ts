import { describe, expect, test } from '@jest/globals';
import { settled } from '../support/settled.js';
import { idleMeter, RuntimeRig } from '../support/runtime-rig.js';
import { mutatedMessages } from './mutations.js';

const error = {
  type: 'demo/Overheat',
  sub_type: 'coil',
  message: 'm',
  description: 'd',
  severity: 'High',
  origin: { module_id: 'm1', implementation_id: 'main', mapping: { evse: 1, connector: 1 } },
  state: 'Active',
  timestamp: '2026-01-01T00:00:00.000Z',
  uuid: '0b9d1c54-3c5d-4a55-8c0e-8a5a0c3e9f10',
  vendor_id: 'everest',
};

/** Every kind of topic that a module listens on, with well-formed messages for it. */
const kinds: readonly (readonly [string, string, readonly object[]])[] = [
  [
    'commands',
    'e/modules/rig/impl/main/cmd/set_limit',
    [
      { msg_type: 'Cmd', data: { id: '1', args: { ampere: 16 }, origin: 'me' } },
      { msg_type: 'Cmd', data: { id: '1', args: null, origin: 'me' } },
    ],
  ],
  [
    'command results',
    'e/modules/m1/impl/main/cmd/set_limit/response/rig',
    [
      { msg_type: 'CmdResult', data: { type: 'result', data: { id: 'nobody', retval: true, origin: 'm1' } } },
      {
        msg_type: 'CmdResult',
        data: {
          type: 'result',
          data: { id: 'nobody', origin: 'm1', error: { __everest__error_type: 'NotReady', __everest__error_msg: 'm' } },
        },
      },
    ],
  ],
  ['variables', 'e/modules/m1/impl/main/var/reading', [{ msg_type: 'Var', data: { data: 7200.5 } }]],
  [
    'errors',
    'e/modules/m1/impl/main/error/demo/Overheat',
    [
      { msg_type: 'RaiseError', data: error },
      { msg_type: 'ClearError', data: { ...error, state: 'ClearedByModule' } },
    ],
  ],
  ['global ready', 'e/ready', [{ msg_type: 'GlobalReady', data: true }]],
  [
    'configuration responses',
    'e/modules/rig/response',
    [{ msg_type: 'ConfigurationResponse', data: { status: 'Ok', status_info: '', type: 'Get', response: {} } }],
  ],
  [
    'configuration changes',
    'e/modules/rig/config/set_request',
    [
      {
        msg_type: 'ConfigurationRequest',
        data: { identifier: { module_id: 'rig', configuration_parameter_name: 'a' }, value: '1' },
      },
    ],
  ],
  ['external messages', 'x/say', [{ word: 'hello' }]],
];

const MESSAGES = 5000;

interface Heard {
  readonly arguments: unknown[];
  readonly readings: unknown[];
  readonly raised: string[];
  readonly results: unknown[];
  ready: number;
}

async function startRig(strict: boolean): Promise<{ rig: RuntimeRig; heard: Heard }> {
  const heard: Heard = { arguments: [], readings: [], raised: [], results: [], ready: 0 };
  const rig = await new RuntimeRig(
    ({ provides, requires, mqtt }) => {
      const meter = requires.meters[0];
      provides.main.implement({ ...idleMeter, set_limit: ({ ampere }) => heard.arguments.push(ampere) > 0 });
      meter?.on['reading']?.((value) => void heard.readings.push(value));
      meter?.errors.onAny({ raised: ({ type }) => void heard.raised.push(type) });
      mqtt.subscribe('say', (text) => void (JSON.parse(text) as { word: string }).word.length);
      return {
        ready: () => {
          heard.ready += 1;
          void meter?.call['set_limit']?.({ ampere: 1 }).then((value) => heard.results.push(value));
        },
      };
    },
    { settings: { validate_schema: strict } },
  ).start();
  return { rig, heard };
}

describe.each([false, true])(
  'framework.md §14.2 · mutated envelopes against a module, validate_schema %s',
  (strict) => {
    test.each(kinds)('%s: none ends it, none reaches a handler in the wrong form', async (_, topic, wellFormed) => {
      const { rig, heard } = await startRig(strict);
      await rig.ready();

      for (const [index, { text }] of mutatedMessages(wellFormed, MESSAGES, 20_260).entries()) {
        rig.publish(topic, text);
        if (index % 200 === 0) await settled(1);
      }
      await settled();

      expect(rig.failures).toEqual([]);
      expect([...heard.arguments, ...heard.readings].filter((value) => typeof value !== 'number')).toEqual([]);
      expect(heard.raised.filter((type) => type !== 'demo/Overheat')).toEqual([]);
      expect(heard.results).toEqual([]);
      expect(heard.ready).toBe(1);
    });

    test('afterwards it serves as before', async () => {
      const { rig, heard } = await startRig(strict);
      for (const [, topic, wellFormed] of kinds) {
        for (const { text } of mutatedMessages(wellFormed, 100, 7)) rig.publish(topic, text);
      }
      await settled();
      rig.seen.splice(0);
      heard.readings.splice(0);

      const answers = await rig.command('set_limit', { ampere: 16 }, 'last');
      await rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 42 });

      expect(answers).toEqual([{ id: 'last', origin: 'rig', retval: true }]);
      expect(heard.readings).toEqual([42]);
    });

    test('what it keeps of them is bounded', async () => {
      const { rig } = await startRig(strict);

      for (let index = 0; index < MESSAGES; index++) {
        await rig.error('m1', 'demo/Overheat', { sub_type: `s${index}` });
        rig.publish('e/modules/m1/impl/main/var/reading', `{"msg_type":"M${index}"}`);
      }

      expect(rig.context?.requires.meters[0]?.errors.active()).toHaveLength(1000);
      expect(rig.log.lines.length).toBeLessThan(2100);
    });
  },
);

test('framework.md §20 · any message at all on the shutdown topic is a shutdown, once', async () => {
  let shutdowns = 0;
  const rig = await new RuntimeRig(({ provides }) => {
    provides.main.implement(idleMeter);
    return { shutdown: () => void (shutdowns += 1) };
  }).start();

  for (const { text } of mutatedMessages([{ msg_type: 'GlobalReady', data: true }], 500, 1)) {
    rig.publish('e/shutdown', text);
  }
  await settled();

  expect([shutdowns, rig.failures]).toEqual([1, []]);
});
