import { expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { TestErrorHandling } from '#generated/modules/TestErrorHandling';
import testErrorHandling from '../../../../modules/TestErrorHandling/index.js';

const a = 'example/ExampleErrorA' as const;
const b = 'example/ExampleErrorB' as const;

function start(connections = 0): Promise<ModuleKit<TestErrorHandling>> {
  return startModule<TestErrorHandling>('TestErrorHandling', testErrorHandling, {
    connections: { observed: connections },
  });
}

async function raise(kit: ModuleKit<TestErrorHandling>, type: string, subType = ''): Promise<void> {
  await kit.call('main', 'raise_error', { type, sub_type: subType, message: 'told to', severity: 'High' });
}

const active = (kit: ModuleKit<TestErrorHandling>): string[] =>
  kit.activeErrors('main').map(({ type, sub_type: subType }) => `${type} ${subType}`.trim());

test('an error is raised with all that the command says', async () => {
  const kit = await start();

  await raise(kit, a, 'left');

  expect(kit.activeErrors('main')).toMatchObject([
    { type: a, sub_type: 'left', message: 'told to', severity: 'High', state: 'Active' },
  ]);
});

test.each([
  ['clear_error', { type: a, sub_type: 'left' }, [a, b]],
  ['clear_errors_of_type', { type: a }, [b]],
  ['clear_all_errors', {}, []],
] as const)('%s leaves what it does not name', async (command, args, left) => {
  const kit = await start();
  await raise(kit, a);
  await raise(kit, a, 'left');
  await raise(kit, b);

  await kit.call('main', command, args);

  expect(active(kit)).toEqual(left);
});

test('the state monitor tells type and sub type apart', async () => {
  const kit = await start();
  await raise(kit, a, 'left');

  const answers = [
    await kit.call('main', 'is_error_active', { type: a, sub_type: 'left' }),
    await kit.call('main', 'is_error_active', { type: a, sub_type: '' }),
  ];

  expect(answers).toEqual([true, false]);
});

test('a type that the interface does not have is refused, and the module goes on', async () => {
  const kit = await start();

  await expect(raise(kit, 'example/Nonsense')).rejects.toThrow('there is no error type "example/Nonsense"');
  await raise(kit, a);

  expect(active(kit)).toEqual([a]);
});

test.each([
  [a, ['type raised', 'any raised', 'type cleared', 'any cleared']],
  [b, ['any raised', 'any cleared']],
])('of %s at the connected module it sees %j', async (type, expected) => {
  const kit = await start(1);

  kit.peer('observed').raise(type);
  await kit.settle();
  kit.peer('observed').clear(type);
  await kit.settle();

  const seen = kit.published('main', 'error_seen').filter(({ observer }) => observer !== 'global');
  expect(seen.map(({ observer, state }) => `${observer} ${state}`).sort()).toEqual([...expected].sort());
});

test('it sees its own errors as one of all modules', async () => {
  const kit = await start();

  await raise(kit, b);
  await kit.settle();

  expect(kit.published('main', 'error_seen')).toMatchObject([
    { observer: 'global', state: 'raised', error: { type: b } },
  ]);
});
