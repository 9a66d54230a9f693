import { join } from 'node:path';
import { freePort, Program, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt, type Seen } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';
import { JsProcess, jsPrefix } from './js-process.js';

const load = 'everest/modules/partner/impl/main/cmd/load';
export const ownLoad = 'everest/modules/probe/impl/main/cmd/load';

export interface CommandRequest {
  readonly data: { readonly id: string; readonly args: { readonly key: string } | null };
}

/** The module JsProbe as a process of its own beside a manager; the store that it uses is played by the test. */
export class ProbeRig {
  readonly manager: Program;
  readonly spy: RawMqtt;
  readonly probe: JsProcess;
  readonly #port: number;
  readonly #close: () => void;

  private constructor(manager: Program, spy: RawMqtt, port: number, close: () => void) {
    this.manager = manager;
    this.spy = spy;
    this.#port = port;
    this.#close = close;
    this.probe = this.startProbe();
  }

  /** `brokerPort` is that of a broker that runs already. The probe has been started, but may not be ready. */
  static async start(brokerPort?: number): Promise<ProbeRig> {
    const folder = temporaryFolder();
    const pipe = new StatusPipe(join(folder.path, 'status'));
    const port = brokerPort ?? (await freePort());
    const broker = brokerPort === undefined ? 'embedded' : 'external';
    const only = ['--standalone', 'probe', '--ignore', 'partner', '--status-fifo', pipe.path];
    const manager = new Program('manager', ['--prefix', jsPrefix, '--config', 'probe', '--broker', broker, ...only], {
      MQTT_SERVER_ADDRESS: '127.0.0.1',
      MQTT_SERVER_PORT: String(port),
    });
    const close = (): void => {
      manager.kill('SIGKILL');
      pipe.close();
      folder.remove();
    };
    try {
      const ended = manager.exited.then(() => Promise.reject(new Error(`the manager has ended:\n${manager.stderr}`)));
      await Promise.race([pipe.until('WAITING_FOR_STANDALONE_MODULES'), ended]);
      return new ProbeRig(manager, await RawMqtt.connect(port), port, close);
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Another process of the same kind. */
  startProbe(env: Readonly<Record<string, string>> = {}): JsProcess {
    return new JsProcess('JsProbe', {
      EV_MODULE: 'probe',
      EV_MQTT_EVEREST_PREFIX: 'everest/',
      EV_MQTT_EXTERNAL_PREFIX: '',
      EV_MQTT_BROKER_HOST: '127.0.0.1',
      EV_MQTT_BROKER_PORT: String(this.#port),
      ...env,
    });
  }

  async close(): Promise<void> {
    this.probe.kill();
    await this.probe.exited;
    await this.spy.close();
    this.#close();
    await this.manager.exited;
  }

  on(wanted: string): Promise<Seen> {
    return this.spy.until(({ topic }) => topic === wanted);
  }

  async ready(): Promise<void> {
    await this.on('probe/ready');
  }

  async tell(order: string): Promise<void> {
    await this.spy.publish('probe/do', order);
  }

  /** The call that the probe makes of the store. */
  async nextCall(): Promise<CommandRequest> {
    return (await this.on(load)).payload as CommandRequest;
  }

  async answer({ data: { id } }: CommandRequest, outcome: object): Promise<void> {
    const data = { id, origin: 'partner', ...outcome };
    await this.spy.publish(`${load}/response/probe`, { msg_type: 'CmdResult', data: { type: 'result', data } });
  }

  /** What the probe's call came to, and how many of its timers ran meanwhile. */
  async result(): Promise<{ value: unknown; ticks: number }> {
    return (await this.on('probe/result')).payload as { value: unknown; ticks: number };
  }

  /** A call of the probe's own command. */
  async send(args: unknown): Promise<void> {
    await this.spy.publish(ownLoad, { msg_type: 'Cmd', data: { id: '1', args, origin: 'spy' } });
  }

  get topics(): string[] {
    return this.spy.seen.map(({ topic }) => topic);
  }
}
