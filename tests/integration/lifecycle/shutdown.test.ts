import { afterEach, describe, expect, test } from '@jest/globals';
import { childrenOf, isAlive } from '../../support/manager-process.js';
import { Life } from './life.js';

let life: Life;

afterEach(() => life.close());

/** ms that it took. */
async function timed(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}

const begun = ['SIGINT_RECEIVED', 'MANAGER_SHUTDOWN_REQUESTED'];
const killed = ['MANAGER_FORCE_TERMINATING', 'MANAGER_SHUTDOWN_FINALIZING', 'MANAGER_EXITING'];

describe('framework.md §22 · shutdown', () => {
  test.each(['none', 'shared', 'module'])(
    '--graceful-shutdown: modules end in order, isolation %s',
    async (isolation) => {
      life = await Life.prepare();
      await life.run('--graceful-shutdown', '--isolation', isolation);

      expect([await life.stop(), life.pipe.lines.slice(4)]).toEqual([
        0,
        [...begun, 'MANAGER_SHUTDOWN_FINALIZING', 'ALL_MODULES_STOPPED_CLEAN', 'MANAGER_EXITING'],
      ]);
    },
  );

  test('--graceful-shutdown: after 5 s a module that hangs is terminated, and the exit code is 0', async () => {
    life = await Life.prepare();
    await life.run('--graceful-shutdown');
    await life.tell('block');

    const tookMs = await timed(life.stop());

    expect([await life.ended(), life.pipe.lines.slice(4)]).toEqual([
      0,
      [...begun, 'FORCE_SHUTDOWN_TIMEOUT', ...killed],
    ]);
    expect(tookMs).toBeGreaterThan(4900);
    expect(tookMs).toBeLessThan(8000);
  });

  test('--graceful-shutdown: in the manager itself nothing can be terminated, but it ends all the same', async () => {
    life = await Life.prepare();
    await life.run('--graceful-shutdown', '--isolation', 'none');
    await life.tell('block');

    expect([await life.stop(), life.pipe.lines.slice(4)]).toEqual([0, [...begun, 'FORCE_SHUTDOWN_TIMEOUT', ...killed]]);
  });

  test('without it nothing is waited for, and no timeout is written', async () => {
    life = await Life.prepare();
    await life.run();
    await life.tell('block');

    const tookMs = await timed(life.stop());

    expect([await life.ended(), life.pipe.lines.slice(4)]).toEqual([0, [...begun, ...killed]]);
    expect(tookMs).toBeLessThan(4000);
  });

  test('a process that ignores SIGTERM gets SIGKILL 5 s later', async () => {
    life = await Life.prepare();
    const manager = await life.run();
    const hosts = await childrenOf(manager.pid);
    hosts.forEach((host) => process.kill(host, 'SIGSTOP'));

    const tookMs = await timed(life.stop());

    expect([await life.ended(), life.pipe.lines.slice(4), hosts.filter(isAlive)]).toEqual([
      0,
      [...begun, ...killed],
      [],
    ]);
    expect(tookMs).toBeGreaterThan(4900);
    expect(tookMs).toBeLessThan(8000);
  });

  test('--graceful-shutdown: 5 s to SIGTERM and 5 s more to SIGKILL', async () => {
    life = await Life.prepare();
    const manager = await life.run('--graceful-shutdown');
    (await childrenOf(manager.pid)).forEach((host) => process.kill(host, 'SIGSTOP'));

    const tookMs = await timed(life.stop());

    expect([await life.ended(), life.pipe.lines.slice(4)]).toEqual([
      0,
      [...begun, 'FORCE_SHUTDOWN_TIMEOUT', ...killed],
    ]);
    expect(tookMs).toBeGreaterThan(9900);
    expect(tookMs).toBeLessThan(14_000);
  });

  test('framework.md §23 · a second signal ends at once with 1', async () => {
    life = await Life.prepare();
    const manager = await life.run('--graceful-shutdown');
    const hosts = await childrenOf(manager.pid);
    await life.tell('block');
    manager.kill('SIGINT');
    await life.reached('MANAGER_SHUTDOWN_REQUESTED');

    const tookMs = await timed(life.stop('SIGTERM'));

    expect([await life.ended(), life.pipe.lines.slice(4)]).toEqual([1, [...begun, 'MANAGER_EXITING']]);
    expect(hosts.filter(isAlive)).toEqual([]);
    expect(tookMs).toBeLessThan(3000);
  });
});
