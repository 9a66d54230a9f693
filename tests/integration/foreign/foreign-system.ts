import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, Program, root, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

const fixtures = join(root, 'tests/fixtures/foreign/modules');

export interface Instance {
  readonly module: string;
  readonly standalone?: boolean;
  readonly capabilities?: readonly string[];
}

export interface StartOptions {
  readonly modules: Readonly<Record<string, Instance>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The user of the manager. */
  readonly as?: { readonly uid: number; readonly gid: number };
}

/** A source tree with the fake foreign modules, a broker port and the files in which the modules say what they were given. */
export class ForeignSystem {
  readonly folder = temporaryFolder();
  readonly prefix = join(this.folder.path, 'prefix');
  readonly reports = join(this.folder.path, 'reports');
  readonly configFile = join(this.prefix, 'config/foreign.yaml');
  readonly port: number;
  readonly pipe: StatusPipe;
  #manager: Program | undefined;
  #bus: RawMqtt | undefined;
  readonly #processes = new Set<number>();

  private constructor(port: number) {
    this.port = port;
    this.pipe = new StatusPipe(join(this.folder.path, 'status'));
    mkdirSync(join(this.prefix, 'config'), { recursive: true });
    mkdirSync(this.reports);
    // for modules that run as another user
    for (const path of [this.folder.path, this.reports]) chmodSync(path, 0o777);
    cpSync(fixtures, this.modules, { recursive: true });
  }

  static async create(): Promise<ForeignSystem> {
    return new ForeignSystem(await freePort());
  }

  get modules(): string {
    return join(this.prefix, 'modules');
  }

  get manager(): Program {
    if (this.#manager === undefined) throw new Error('the manager was not started');
    return this.#manager;
  }

  start({ modules, settings = {}, args = [], env = {}, as }: StartOptions): Program {
    writeFileSync(this.configFile, stringify({ settings, active_modules: modules }));
    const options = ['--prefix', this.prefix, '--config', this.configFile, '--status-fifo', this.pipe.path];
    if (as !== undefined) chownSync(this.pipe.path, as.uid, as.gid);
    const variables = { MQTT_SERVER_PORT: String(this.port), REPORTS: this.reports, ...env };
    this.#manager = new Program('manager', [...options, '--broker', 'embedded', ...args], variables, as);
    return this.#manager;
  }

  /** An executable module that is a copy of a program. */
  native(name: string, program: string): void {
    this.#manifest(name);
    copyFileSync(program, join(this.modules, name, name));
  }

  /** A module of ours that does nothing. */
  addOurs(name: string): void {
    this.#manifest(name);
    const text = "import { defineModule } from 'everest-ts';\nexport default defineModule(() => ({}));\n";
    writeFileSync(join(this.modules, name, 'index.js'), text);
    writeFileSync(join(this.modules, name, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(this.prefix, 'node_modules'), { recursive: true });
    const link = join(this.prefix, 'node_modules/everest-ts');
    if (!existsSync(link)) symlinkSync(root, link);
  }

  #manifest(name: string): void {
    mkdirSync(join(this.modules, name));
    cpSync(join(this.modules, 'Teller/manifest.yaml'), join(this.modules, name, 'manifest.yaml'));
  }

  /** Only root may read and run a file of the modules. */
  hide(file: string): void {
    chmodSync(join(this.modules, file), 0o700);
  }

  async bus(): Promise<RawMqtt> {
    return (this.#bus ??= await RawMqtt.connect(this.port));
  }

  /** Says what the fake modules cannot say themselves. */
  async ready(...ids: string[]): Promise<void> {
    const bus = await this.bus();
    for (const id of ids) {
      // a system that is about to end does not complete the handshake any more
      void bus.publish(`everest/modules/${id}/ready`, { msg_type: 'ModuleReady', data: true }).catch(() => undefined);
    }
  }

  /** The text of a report, when it is written; a process id is the last that a module writes. */
  async report(name: string): Promise<string> {
    const [id = '', kind] = name.split('.');
    if (kind !== 'pid' && kind !== 'json') await this.pid(id);
    const file = join(this.reports, name);
    await until(() => existsSync(file));
    return readFileSync(file, 'utf8');
  }

  /** A process that a module has named; it is killed after the test. */
  async pid(name: string): Promise<number> {
    const pid = Number(await this.report(`${name}.pid`));
    this.#processes.add(pid);
    return pid;
  }

  /** The process that a module has named last; undefined before. */
  processOf(name: string): number | undefined {
    const file = join(this.reports, `${name}.pid`);
    if (!existsSync(file)) return undefined;
    const pid = Number(readFileSync(file, 'utf8'));
    this.#processes.add(pid);
    return pid;
  }

  async lines(name: string): Promise<string[]> {
    return (await this.report(name)).trimEnd().split('\n');
  }

  async close(): Promise<void> {
    await this.#bus?.close();
    this.#manager?.kill('SIGKILL');
    await this.#manager?.exited;
    for (const pid of this.#processes) if (runs(pid)) process.kill(pid, 'SIGKILL');
    this.pipe.close();
    this.folder.remove();
  }
}

/** Waits for something that no event tells of. The limit of the test ends it. */
export async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Lines of `KEY=value` as an object. */
export function environment(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** The process group of a process. */
export function groupOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

/** Whether a process runs; a zombie that nobody collects does not. */
export function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false;
  }
}
