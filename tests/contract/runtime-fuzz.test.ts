import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messageTypes } from '../../framework/wire/envelope.js';
import { idleMeter, RuntimeRig } from '../support/runtime-rig.js';
import { settled } from '../support/settled.js';

const MESSAGES = 20_000;
const BATCH = 100;

const topics = [
  'e/modules/m1/impl/main/var/reading',
  'e/modules/rig/impl/main/cmd/set_limit',
  'e/modules/rig/impl/main/cmd/reset',
  'e/modules/m1/impl/main/cmd/reset/response/rig',
  'e/modules/m1/impl/main/error/demo/NoData',
  'e/modules/m9/impl/main/error/demo/Overheat',
  'e/modules/rig/response',
  'e/ready',
  'x/demo/a',
];

const good: readonly object[] = [
  { data: 1.5 },
  { id: '1', args: { ampere: 1 }, origin: 'me' },
  { type: 'result', data: { id: '1', retval: null, origin: 'm1' } },
  {
    type: 'demo/NoData',
    sub_type: '',
    message: 'm',
    description: 'd',
    severity: 'High',
    origin: { module_id: 'm1', implementation_id: 'main', mapping: { evse: 1 } },
    state: 'Active',
    timestamp: '2026-01-01T00:00:00.000Z',
    uuid: 'u',
    vendor_id: 'everest',
  },
];

/** A good payload with one member replaced by anything that JSON can say. */
const mutated = fc.tuple(fc.constantFrom(...good), fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([base, at, value]) => {
  const keys = [...Object.keys(base), '__proto__', 'extra'];
  return { ...base, [keys[at % keys.length] ?? 'extra']: value };
});
const type = fc.oneof({ weight: 9, arbitrary: fc.constantFrom<string>(...messageTypes) }, fc.string({ maxLength: 8 }));
const envelope = fc
  .tuple(type, fc.oneof(mutated, fc.constantFrom<unknown>(...good), fc.jsonValue({ maxDepth: 2 })))
  .map(([kind, data]) => JSON.stringify({ data, msg_type: kind }));
const broken = fc.tuple(envelope, fc.nat(), fc.string({ maxLength: 3, unit: 'binary' })).map(([text, at, junk]) => {
  const place = at % (text.length + 1);
  return text.slice(0, place) + junk + text.slice(place + junk.length);
});
const message = fc.tuple(fc.constantFrom(...topics), fc.oneof({ weight: 3, arbitrary: envelope }, broken));

test('framework.md §14.2 · 20,000 mutated messages neither end a module nor reach a handler in a wrong form', async () => {
  const values: unknown[] = [];
  const amperes: unknown[] = [];
  const errors: string[] = [];
  let ready = 0;
  const rig = await new RuntimeRig(({ provides, requires, globalErrors, mqtt }) => {
    provides.main.implement({ ...idleMeter, set_limit: ({ ampere }) => (amperes.push(ampere), true) });
    requires.meters[0]?.on['reading']?.((value) => void values.push(value));
    requires.meters[0]?.errors.onAny({ raised: (error) => void errors.push(error.type, typeof error.sub_type) });
    globalErrors.onAny({ raised: (error) => void errors.push(error.type, typeof error.sub_type) });
    mqtt.subscribe('demo/#', () => undefined);
    return { ready: () => void (ready += 1) };
  }).start();

  const messages = fc.sample(message, { numRuns: MESSAGES, seed: 20260822 });
  for (let start = 0; start < MESSAGES; start += BATCH) {
    for (const [topic, text] of messages.slice(start, start + BATCH)) rig.publish(topic, text);
    await settled(1);
  }
  const answer = await rig.command('set_limit', { ampere: 3 }, 'last');

  expect(rig.failures).toEqual([]);
  expect(answer.at(-1)).toMatchObject({ id: 'last', retval: true });
  expect(values.length).toBeGreaterThan(10);
  expect(values.every((value) => typeof value === 'number')).toBe(true);
  expect(amperes.every((value) => typeof value === 'number' && value >= 0)).toBe(true);
  expect(new Set(errors)).toEqual(new Set(['demo/NoData', 'string']));
  expect(ready).toBeLessThanOrEqual(1);
}, 60_000);
