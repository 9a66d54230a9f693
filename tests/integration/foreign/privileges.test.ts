import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { childrenOf } from '../../support/manager-process.js';
import { ForeignSystem, runs, until } from './foreign-system.js';

const USER = 'nobody';

/** Why these tests cannot run; undefined when they can. */
function impossible(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may set user and capabilities';
  try {
    execFileSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' });
    execFileSync('id', [USER], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `there is no setpriv or no user ${USER}`;
  }
}

const reason = impossible();
const asRoot = reason === undefined ? describe : describe.skip;
const idOf = (option: string): number =>
  reason === undefined ? Number(execFileSync('id', [option, USER], { encoding: 'utf8' })) : 0;
const [uid, gid] = [idOf('-u'), idOf('-g')];

let system: ForeignSystem;

beforeEach(async () => {
  system = await ForeignSystem.create();
});

afterEach(() => system.close());

/** A line of /proc/<pid>/status, without its name. */
function statusOf(text: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '';
}

const NET_RAW = 1n << 13n;

asRoot(`§37 row 20 · user and capabilities${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  test('run_as_user is the user of every module, and of the manager when they run', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller' } }, settings: { run_as_user: USER } });
    const ids = await system.lines('meter.ids');
    await until(() => statusOf(readFileSync(`/proc/${manager.pid}/status`, 'utf8'), 'Uid').startsWith(`${uid}\t`));
    await system.pid('meter');
    const status = await system.report('meter.status');

    expect(ids.slice(0, 2)).toEqual([String(uid), String(gid)]);
    expect(statusOf(status, 'Groups').trim().split(' ')).toEqual([String(gid)]);
    expect(BigInt(`0x${statusOf(status, 'CapEff')}`)).toBe(0n);
    expect(statusOf(readFileSync(`/proc/${manager.pid}/status`, 'utf8'), 'Gid')).toMatch(new RegExp(`^${gid}\t${gid}`));
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED');
    expect(await manager.stop()).toBe(0);
  });

  test('capabilities are inheritable and ambient, and no more than these', async () => {
    system.start({
      modules: { meter: { module: 'Teller', capabilities: ['cap_net_raw'] }, other: { module: 'Teller' } },
      settings: { run_as_user: USER },
    });
    await Promise.all([system.pid('meter'), system.pid('other')]);
    const [mine, others] = [await system.report('meter.status'), await system.report('other.status')];

    const sets = ['CapInh', 'CapAmb', 'CapEff'];
    expect(sets.map((set) => BigInt(`0x${statusOf(mine, set)}`))).toEqual([NET_RAW, NET_RAW, NET_RAW]);
    expect(sets.map((set) => BigInt(`0x${statusOf(others, set)}`))).toEqual([0n, 0n, 0n]);
  });

  test('argv[0] of an executable stays its id and its name', async () => {
    system.native('Native', '/bin/sleep');
    const manager = system.start({
      modules: { meter: { module: 'Native', capabilities: ['cap_net_raw'] } },
    });
    await manager.exited;

    expect(manager.stderr).toMatch(/^meter:Native: unrecognized option '--prefix'$/m);
  });

  test('modules of ours run as that user too', async () => {
    system.addOurs('Ours');
    const manager = system.start({ modules: { ours: { module: 'Ours' } }, settings: { run_as_user: USER } });
    await system.pipe.until('ALL_MODULES_STARTED');

    const [host] = await childrenOf(manager.pid);

    expect(statusOf(readFileSync(`/proc/${host}/status`, 'utf8'), 'Uid')).toMatch(new RegExp(`^${uid}\t${uid}`));
    expect(await manager.stop()).toBe(0);
  });

  test.each(['none', 'shared'])('a module of ours with capabilities has its own process, isolation %s', async (how) => {
    system.addOurs('Ours');
    const manager = system.start({
      modules: { plain: { module: 'Ours' }, able: { module: 'Ours', capabilities: ['cap_net_raw'] } },
      args: ['--isolation', how],
    });
    await system.pipe.until('ALL_MODULES_STARTED');

    const statuses = (await childrenOf(manager.pid)).map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'));

    const ambient = statuses.map((status) => BigInt(`0x${statusOf(status, 'CapAmb')}`));
    expect(ambient.sort()).toEqual(how === 'none' ? [NET_RAW] : [0n, NET_RAW]);
    expect(await manager.stop()).toBe(0);
  });

  test('after a crash all are started again by the manager that has become that user', async () => {
    const manager = system.start({
      modules: { meter: { module: 'Teller' } },
      settings: { run_as_user: USER },
      args: ['--recover-module-crashes'],
    });
    const first = await system.pid('meter');
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED');

    process.kill(first, 'SIGKILL');
    await system.pipe.until('CRASH_RECOVERY_ATTEMPT:1/3');
    await until(() => system.processOf('meter') !== first);
    await system.ready('meter');
    await system.pipe.until('ALL_MODULES_STARTED', 2);

    expect((await system.lines('meter.ids')).slice(0, 2)).toEqual([String(uid), String(gid)]);
    expect(await manager.stop()).toBe(0);
  });

  test('kill -9 of the manager ends what runs as another user', async () => {
    const manager = system.start({
      modules: { meter: { module: 'Teller' }, stubborn: { module: 'Stubborn' } },
      settings: { run_as_user: USER },
    });
    const pids = [await system.pid('meter'), await system.pid('stubborn'), await system.pid('child')];

    manager.kill('SIGKILL');
    await until(() => !pids.some(runs));

    expect(pids).toHaveLength(3);
  });

  test('what cannot be executed is reported with its reason', async () => {
    const manager = system.start({ modules: { broken: { module: 'NoInterpreter', capabilities: ['cap_net_raw'] } } });

    expect((await manager.exited).code).toBe(1);
    expect(manager.stderr).toMatch(
      /module \\"broken\\" \(.*NoInterpreter\) cannot be started: .*(No such file|not found)/,
    );
  });

  test('a user who may not read the module is told', async () => {
    system.hide('Teller/Teller');
    const manager = system.start({ modules: { meter: { module: 'Teller' } }, settings: { run_as_user: USER } });

    expect((await manager.exited).code).toBe(1);
    expect(manager.stderr).toMatch(/module \\"meter\\" \(.*Teller\) cannot be started: .*Permission denied/);
  });

  test('a capability that does not exist is named with its place', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller', capabilities: ['cap_fly'] } } });

    expect((await manager.exited).code).toBe(1);
    expect(manager.stderr).toContain(`${system.configFile}:`);
    expect(manager.stderr).toMatch(/active_modules\.meter\.capabilities: cannot be set \(setpriv: unknown capability/);
  });
});

describe('§13.3 · what cannot be set', () => {
  test('a user who does not exist is named with file and key', async () => {
    const manager = system.start({
      modules: { meter: { module: 'Teller' } },
      settings: { run_as_user: 'no_such_one' },
    });

    expect((await manager.exited).code).toBe(1);
    expect(manager.stderr).toContain(
      `${system.configFile}:2:3 settings.run_as_user: there is no user \\"no_such_one\\" on this machine`,
    );
  });

  test('without setpriv it says what is missing', async () => {
    const manager = system.start({
      modules: { meter: { module: 'Teller', capabilities: ['cap_net_raw'] } },
      env: { PATH: system.reports },
    });

    expect((await manager.exited).code).toBe(1);
    expect(manager.stderr).toContain('capabilities: needs the program setpriv (of util-linux), which is not installed');
  });

  asRoot(`as another user${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
    test('what is not permitted is said with its cure', async () => {
      const manager = system.start({
        modules: { meter: { module: 'Teller', capabilities: ['cap_net_raw'] } },
        as: { uid, gid },
      });

      expect((await manager.exited).code).toBe(1);
      expect(manager.stderr).toMatch(
        /capabilities: cannot be set \(setpriv: .*not permitted\); the manager has to be started as root/,
      );
    });
  });
});
