import { expect, test } from '@jest/globals';
import { ModuleExit } from 'everest-ts';
import { startModule } from 'everest-ts/testing';
import type { ManagerLifecycleSimulator } from '#generated/modules/ManagerLifecycleSimulator';
import managerLifecycleSimulator from '../../../../modules/ManagerLifecycleSimulator/index.js';

const start = () => startModule<ManagerLifecycleSimulator>('ManagerLifecycleSimulator', managerLifecycleSimulator);

test.each([
  ['3', 3],
  [' 42\n', 42],
  ['0', 0],
  ['', 0],
  ['soon', 0],
  ['1.5', 0],
  ['256', 0],
  ['-1', 255],
])('simulation row 41 · the payload "%s" ends the process with %d', async (payload, exitCode) => {
  const kit = await start();

  kit.external.send('everest_api/module/cmd/exit', payload);
  await kit.settle();

  expect(kit.failure).toBeInstanceOf(ModuleExit);
  expect((kit.failure as ModuleExit).exitCode).toBe(exitCode);
});

test('its shutdown is quick', async () => {
  const kit = await start();

  await kit.shutdown();

  expect(kit.clock.pendingTimers).toBe(0);
});

test('simulation row 41 · block delays the shutdown by 100 s', async () => {
  const kit = await start();
  kit.external.send('everest_api/module/cmd/block', '');
  await kit.settle();
  let isDone = false;

  void kit.shutdown().then(() => (isDone = true));
  await kit.clock.advance(99_999);
  const before = isDone;
  await kit.clock.advance(1);

  expect([before, isDone]).toEqual([false, true]);
});
