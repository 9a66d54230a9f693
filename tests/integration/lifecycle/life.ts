import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, Program, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

/** What each module of a system is: its type, or none at all. */
type Modules = Readonly<Record<string, string>>;

export const simulator: Modules = { simulator: 'ManagerLifecycleSimulator' };

/** A manager in a process of its own whose modules do what a test tells them, with files and ports of its own. */
export class Life {
  readonly folder: string;
  readonly port: number;
  readonly configFile: string;
  readonly pipe: StatusPipe;
  readonly #remove: () => void;
  manager: Program | undefined;
  #bus: RawMqtt | undefined;

  private constructor(port: number) {
    const { path, remove } = temporaryFolder();
    this.folder = path;
    this.#remove = remove;
    this.port = port;
    this.configFile = join(path, 'config.yaml');
    this.pipe = new StatusPipe(join(path, 'status'));
  }

  /** Nothing runs yet; the configuration has these modules. */
  static async prepare(modules: Modules = simulator): Promise<Life> {
    const life = new Life(await freePort());
    life.configure(modules);
    return life;
  }

  configure(modules: Modules, settings: Readonly<Record<string, unknown>> = {}): void {
    const active = Object.fromEntries(Object.entries(modules).map(([id, module]) => [id, { module }]));
    writeFileSync(this.configFile, stringify({ settings, active_modules: active }));
  }

  /** Starts the manager; `ALL_MODULES_STARTED` is not waited for. */
  start(...args: string[]): Program {
    this.manager = new Program(
      'manager',
      ['--config', this.configFile, '--status-fifo', this.pipe.path, '--broker', 'embedded', ...args],
      { MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(this.port) },
    );
    return this.manager;
  }

  /** Starts the manager and waits until its modules are ready for the given time. */
  async run(...args: string[]): Promise<Program> {
    const manager = this.start(...args);
    await this.reached('ALL_MODULES_STARTED');
    return manager;
  }

  /** Rejects with the log of the manager when it ends before the line is written. */
  async reached(line: string, times = 1): Promise<void> {
    const { manager, pipe } = this;
    const early = manager?.exited.then(async () => {
      await pipe.until('MANAGER_EXITING');
      if (pipe.lines.filter((written) => written === line).length >= times) return;
      throw new Error(`the manager ended before ${line}:\n${manager.stderr}`);
    });
    await Promise.race([pipe.until(line, times), ...(early === undefined ? [] : [early])]);
  }

  /** A signal, then the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.manager?.kill(signal);
    return this.ended();
  }

  /** Tells the simulator `id` something. */
  async tell(command: 'exit' | 'block', payload = '', id = 'simulator'): Promise<void> {
    this.#bus ??= await RawMqtt.connect(this.port);
    const publishing = this.#bus.publish(`everest_api/${id}/cmd/${command}`, payload).catch(() => undefined);
    // the broker may end with the system before it has completed the handshake of this message
    await Promise.race([publishing, this.manager?.exited]);
  }

  /** The exit code, when everything was written to the pipe. */
  async ended(): Promise<number | null> {
    const { code } = (await this.manager?.exited) ?? { code: null };
    await this.pipe.until('MANAGER_EXITING');
    return code;
  }

  async close(): Promise<void> {
    await this.#bus?.close().catch(() => undefined);
    this.manager?.kill('SIGKILL');
    await this.manager?.exited;
    this.pipe.close();
    this.#remove();
  }
}
