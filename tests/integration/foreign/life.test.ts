import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { childrenOf } from '../../support/manager-process.js';
import { ForeignSystem, runs, until } from './foreign-system.js';

let system: ForeignSystem;

beforeEach(async () => {
  system = await ForeignSystem.create();
});

afterEach(() => system.close());

describe('§23 · the end of a foreign module', () => {
  test('status 0 is a crash too, and what the module leaves behind is ended', async () => {
    const manager = system.start({ modules: { meter: { module: 'Leaver' }, other: { module: 'Teller' } } });
    const [child, other] = [await system.pid('child'), await system.pid('other')];
    await system.ready('meter', 'other');
    await system.pipe.until('ALL_MODULES_STARTED');

    writeFileSync(join(system.reports, 'leave'), '');
    const { code } = await manager.exited;

    expect(code).toBe(1);
    expect(system.pipe.lines).toContain('MANAGER_CRASH_SHUTDOWN_IN_PROGRESS');
    expect(manager.stderr).toContain('"modules":["meter"],"ended":"status 0"');
    expect([child, other].filter(runs)).toEqual([]);
  });

  test('before it was ready it ends the start', async () => {
    const manager = system.start({ modules: { meter: { module: 'Leaver' } } });
    await system.pid('child');

    writeFileSync(join(system.reports, 'leave'), '');

    expect((await manager.exited).code).toBe(1);
    expect(system.pipe.lines).not.toContain('ALL_MODULES_STARTED');
  });

  test('with --recover-module-crashes all are started again', async () => {
    const modules = { meter: { module: 'Teller' } };
    const manager = system.start({ modules, args: ['--recover-module-crashes'] });
    const first = await system.pid('meter');
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED');

    process.kill(first, 'SIGKILL');
    await system.pipe.until('CRASH_RECOVERY_ATTEMPT:1/3');
    await until(() => !runs(first));
    await until(() => system.processOf('meter') !== first);
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED', 2);

    expect(await manager.stop()).toBe(0);
  });
});

describe('§22 · stop', () => {
  test('SIGTERM ends a foreign module, and the exit code is 0', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller' } } });
    const pid = await system.pid('meter');
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED');

    const before = performance.now();
    const code = await manager.stop();

    expect([code, runs(pid)]).toEqual([0, false]);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test('one that ignores SIGTERM is killed after 5 s, with its children', async () => {
    const manager = system.start({ modules: { meter: { module: 'Stubborn' } } });
    const pids = [await system.pid('stubborn'), await system.pid('child')];

    const before = performance.now();
    const code = await manager.stop();
    const lasted = performance.now() - before;

    expect([code, pids.filter(runs)]).toEqual([0, []]);
    expect(lasted).toBeGreaterThan(4500);
    expect(lasted).toBeLessThan(8000);
  });

  test('a second signal ends it at once', async () => {
    const manager = system.start({ modules: { meter: { module: 'Stubborn' } } });
    const pids = [await system.pid('stubborn'), await system.pid('child')];

    manager.kill('SIGTERM');
    await system.pipe.until('MANAGER_FORCE_TERMINATING');
    const code = await manager.stop();

    expect([code, pids.filter(runs)]).toEqual([1, []]);
  });

  test('--graceful-shutdown gives a foreign module 5 s to act on the shutdown message', async () => {
    const manager = system.start({ modules: { meter: { module: 'Leaver' } }, args: ['--graceful-shutdown'] });
    await system.pid('child');
    const bus = await system.bus();
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED');

    manager.kill('SIGINT');
    await bus.until(({ topic, text }) => topic === 'everest/shutdown' && text === 'true');
    writeFileSync(join(system.reports, 'leave'), '');
    const { code } = await manager.exited;
    await system.pipe.until('MANAGER_EXITING');

    expect(code).toBe(0);
    expect(system.pipe.lines).not.toContain('FORCE_SHUTDOWN_TIMEOUT');
  });
});

describe('§37 row 20 · parent death', () => {
  test('kill -9 of the manager ends its foreign modules with their children', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller' }, stubborn: { module: 'Stubborn' } } });
    const pids = [await system.pid('meter'), await system.pid('stubborn'), await system.pid('child')];
    const helpers = await childrenOf(manager.pid);

    manager.kill('SIGKILL');
    await until(() => ![...pids, ...helpers].some(runs));

    expect(helpers.length).toBeGreaterThan(2);
  });

  test('nothing of it is left after an end in order', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller' } } });
    await system.pid('meter');
    const helpers = await childrenOf(manager.pid);

    await manager.stop();
    await until(() => !helpers.some(runs));

    expect(helpers).toHaveLength(2);
  });
});

describe('compatibility-contract.md §1 · output', () => {
  test('all lines of a foreign module pass through on stderr, whole', async () => {
    const manager = system.start({ modules: { meter: { module: 'Talker' } } });
    await manager.until(({ stderr }) => stderr.includes('a line on stdout') && stderr.includes('a line on stderr'));
    await system.pid('left');

    await manager.stop();

    const lines = manager.stderr.split('\n');
    expect(lines).toEqual(expect.arrayContaining(['a line on stdout', 'a line on stderr', 'a line without an end']));
    expect(manager.stdout).toBe('');
  });

  test('§1.5 · what a module leaves behind does not hold the stderr of the manager', async () => {
    const manager = system.start({ modules: { meter: { module: 'Talker' } } });
    const left = await system.pid('left');

    // resolves when nobody has the streams open any more
    const code = await manager.stop();

    expect([code, runs(left)]).toEqual([0, true]);
  });
});
