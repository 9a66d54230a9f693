import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { RawMqtt, type Seen } from '../../support/raw-mqtt.js';
import { Life } from './life.js';

/** The error framework and the configuration service as somebody outside of the system sees them: over MQTT. */

let life: Life;
let bus: RawMqtt;
let calls: number;

beforeEach(async () => {
  calls = 0;
  life = await Life.prepare({});
});

afterEach(async () => {
  await bus.close();
  await life.close();
});

async function run(modules: object, ...args: string[]): Promise<void> {
  writeFileSync(life.configFile, stringify({ active_modules: modules }));
  await life.run('--isolation', 'module', ...args);
  bus = await RawMqtt.connect(life.port);
}

interface Envelope {
  readonly data?: { readonly data?: { readonly retval?: unknown; readonly error?: unknown } };
}

/** Calls a command as a module with the id `tester<n>`; the result, or the error of the answer. */
async function call(module: string, command: string, args: object = {}): Promise<unknown> {
  calls += 1;
  const origin = `tester${calls}`;
  await bus.publish(`everest/modules/${module}/impl/main/cmd/${command}`, {
    msg_type: 'Cmd',
    data: { id: origin, args, origin },
  });
  const { payload } = await bus.until(({ topic }) => topic.endsWith(`/response/${origin}`));
  const answer = (payload as Envelope).data?.data;
  return answer?.error ?? answer?.retval;
}

function seenBy(module: string, observer: string, state: string): (message: Seen) => boolean {
  return ({ topic, payload }) => {
    if (topic !== `everest/modules/${module}/impl/main/var/error_seen`) return false;
    const { data } = (payload as { data: { data?: { observer?: string; state?: string } } }).data;
    return data?.observer === observer && data.state === state;
  };
}

test('framework.md §19 · an error is seen by its subscribers until it is cleared', async () => {
  await run({
    raiser: { module: 'TestErrorHandling' },
    observer: {
      module: 'TestErrorHandling',
      connections: { observed: [{ module_id: 'raiser', implementation_id: 'main' }] },
    },
  });
  const error = { type: 'example/ExampleErrorA', sub_type: 'left' };

  await call('raiser', 'raise_error', { ...error, message: 'told to', severity: 'High' });
  for (const observer of ['type', 'any', 'global']) await bus.until(seenBy('observer', observer, 'raised'));
  const whileActive = await call('raiser', 'is_error_active', error);
  await call('raiser', 'clear_error', error);
  for (const observer of ['type', 'any', 'global']) await bus.until(seenBy('observer', observer, 'cleared'));

  expect([whileActive, await call('raiser', 'is_error_active', error)]).toEqual([true, false]);
  expect(await life.stop()).toBe(0);
});

test('framework.md §21 · a module sets the value of another one, which takes it over, and a restart has it still', async () => {
  const access = { config: { allow_global_read: true, allow_global_write: true } };
  await run({ setter: { module: 'TestConfigTarget', access }, target: { module: 'TestConfigTarget' } });
  const limit = { module_id: 'target', implementation_id: 'main', parameter: 'limit' };

  const set = await call('setter', 'set_value', { ...limit, value: '20.5' });
  const applied = await call('target', 'get_applied');
  const code = await life.stop();
  await bus.close();
  life.start('--isolation', 'module');
  await life.reached('ALL_MODULES_STARTED', 2);
  bus = await RawMqtt.connect(life.port);

  expect([set, code]).toEqual([{ status: 'Accepted', info: '' }, 0]);
  expect(applied).toMatchObject({ 'main.limit': 20.5 });
  expect(await call('target', 'get_applied')).toMatchObject({ 'main.limit': 20.5 });
});

test('framework.md §23 · a value that counts from the next start on is there after a crash recovery', async () => {
  await run(
    { target: { module: 'TestConfigTarget' }, simulator: { module: 'ManagerLifecycleSimulator' } },
    '--recover-module-crashes',
  );
  const own = { module_id: 'target', implementation_id: '!module', parameter: 'count' };
  await call('target', 'answer_changes', { with: 'RebootRequired' });

  const set = await call('target', 'set_value', { ...own, value: '7' });
  const before = await call('target', 'get_applied');
  await life.tell('exit', '1');
  await life.reached('ALL_MODULES_STARTED', 2);

  expect(set).toMatchObject({ status: 'RebootRequired' });
  expect(before).toMatchObject({ count: 1 });
  expect(await call('target', 'get_applied')).toMatchObject({ count: 7 });
});
