import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { positionAt, readYamlFile } from '../../framework/declarations/index.js';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import type { ModuleEntry } from './host-plan.js';
import type { Launch } from './launch.js';

const run = promisify(execFile);

type Command = Pick<Launch, 'command' | 'argv0' | 'args'>;

/** Runs a program after something was set for it. */
export interface Wrapper {
  /** The names of the processes that are there until the program is. */
  readonly programs: readonly string[];
  wrap(launch: Command): Command;
  /** What it said when it could not start the program; undefined where it did. */
  failureIn(text: string): string | undefined;
}

/** The user that modules run as; framework.md §13.3. */
interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Of all groups, the first one included. */
  readonly groups: readonly number[];
}

class PrivilegesRefused extends EverestError {
  constructor(place: string, reason: string) {
    super('MODULE_PRIVILEGES', `${place}: ${reason}`);
  }
}

export interface PrivilegeOptions {
  /** The configuration, for messages. */
  readonly file: string;
  /** Empty = nothing changes. */
  readonly runAsUser: string;
}

/** User and capabilities of the processes of modules, set by setpriv of util-linux. */
export class Privileges {
  readonly #file: string;
  readonly #user: User | undefined;
  #hasBash = false;

  private constructor(file: string, user: User | undefined) {
    this.#file = file;
    this.#user = user;
  }

  /** Finds out whether everything that these modules need may be set. Rejects naming the key of the configuration otherwise. */
  static async prepare({ file, runAsUser }: PrivilegeOptions, modules: readonly ModuleEntry[]): Promise<Privileges> {
    const user = runAsUser === '' ? undefined : await findUser(file, runAsUser);
    const privileges = new Privileges(file, user);
    if (privileges.#userOptions().length > 0) await privileges.#try(['settings', 'run_as_user'], []);
    for (const { id, capabilities } of modules) {
      if (capabilities.length > 0) await privileges.#try(['active_modules', id, 'capabilities'], capabilities);
    }
    const argv0 = modules.some((module) => module.kind === 'executable' && privileges.wrapper(module) !== undefined);
    if (argv0) privileges.#hasBash = await succeeds('bash', ['-c', 'exec -a x true']);
    return privileges;
  }

  /** What starts the process of a module; undefined where nothing has to be set. */
  wrapper({ capabilities }: Pick<ModuleEntry, 'capabilities'>): Wrapper | undefined {
    const options = this.#options(capabilities);
    if (options.length === 0) return undefined;
    return {
      programs: ['setpriv', 'bash'],
      wrap: (launch) => ({
        command: 'setpriv',
        argv0: 'setpriv',
        args: [...options, '--pdeathsig', 'TERM', '--', ...this.#named(launch)],
      }),
      failureIn: (text) =>
        /^setpriv: (?:failed to execute )?(.*)$|^\S+: line \d+: (.*)$/m.exec(text)?.slice(1).join(''),
    };
  }

  /** framework.md §13.3: with the modules started, the manager needs no more rights than they have. */
  drop(): void {
    if (this.#user === undefined || this.#userOptions().length === 0) return;
    const { name, uid, gid, groups } = this.#user;
    try {
      process.setgroups?.(groups);
      process.setgid?.(gid);
      process.setuid?.(uid);
    } catch (error) {
      throw this.#refused(['settings', 'run_as_user'], `the manager cannot become "${name}": ${errorText(error)}`);
    }
  }

  /** setpriv cannot set argv[0]; where it matters and there is a bash, that does. */
  #named({ command, argv0, args }: Command): readonly string[] {
    if (argv0 === command || !argv0.includes(':') || !this.#hasBash) return [command, ...args];
    return ['bash', '-c', 'exec -a "$0" "$@"', argv0, command, ...args];
  }

  #options(capabilities: readonly string[]): readonly string[] {
    const names = capabilities.map((name) => `+${name.toLowerCase().replace(/^cap_/, '')}`).join(',');
    const wanted = names === '' ? [] : ['--inh-caps', names, '--ambient-caps', names];
    return [...this.#userOptions(), ...wanted];
  }

  #userOptions(): readonly string[] {
    const user = this.#user;
    if (user === undefined || (process.getuid?.() === user.uid && process.getgid?.() === user.gid)) return [];
    return ['--reuid', String(user.uid), '--regid', String(user.gid), '--init-groups'];
  }

  async #try(path: readonly string[], capabilities: readonly string[]): Promise<void> {
    try {
      await run('setpriv', [...this.#options(capabilities), '--pdeathsig', 'TERM', '--', 'true']);
    } catch (error) {
      throw this.#refused(path, setprivFailure(error));
    }
  }

  #refused(path: readonly string[], reason: string): PrivilegesRefused {
    return new PrivilegesRefused(placeOf(this.#file, path), reason);
  }
}

async function findUser(file: string, name: string): Promise<User> {
  const ids = async (option: string): Promise<number[]> =>
    (await run('id', [option, '--', name])).stdout.trim().split(/\s+/).map(Number);
  try {
    const [[uid = NaN], [gid = NaN], groups] = await Promise.all([ids('-u'), ids('-g'), ids('-G')]);
    return { name, uid, gid, groups };
  } catch {
    const place = placeOf(file, ['settings', 'run_as_user']);
    throw new PrivilegesRefused(place, `there is no user "${name}" on this machine`);
  }
}

function setprivFailure(error: unknown): string {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'needs the program setpriv (of util-linux), which is not installed';
  const said = stderr.trim().split('\n').join('; ') || errorText(error);
  const cure = /not permitted/i.test(said) ? '; the manager has to be started as root for this' : '';
  return `cannot be set (${said})${cure}`;
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, [...args]).then(
    () => true,
    () => false,
  );
}

/** File, line and key, as problems of a configuration have them. */
function placeOf(file: string, path: readonly string[]): string {
  const { root } = readYamlFile(file);
  if (root === undefined) return `${file} ${path.join('.')}`;
  const { line, column } = positionAt(root, path);
  return `${file}:${line}:${column} ${path.join('.')}`;
}
