import { silentLogger } from '../../lib/log/logger.js';
import { EmbeddedBroker } from '../../manager/broker/embedded-broker.js';
import { Program, systemPrefix } from './manager-process.js';
import { RawMqtt } from './raw-mqtt.js';

/** A manager of the test system at a broker of the test. The spy listens before the manager starts, so that it sees everything. */
export class WatchedManager {
  readonly program: Program;
  readonly spy: RawMqtt;
  readonly #broker: EmbeddedBroker;

  private constructor(program: Program, spy: RawMqtt, broker: EmbeddedBroker) {
    this.program = program;
    this.spy = spy;
    this.#broker = broker;
  }

  static async start(config: string, ...args: readonly string[]): Promise<WatchedManager> {
    const broker = await EmbeddedBroker.start({}, silentLogger);
    const spy = await RawMqtt.connect(broker.port);
    const options = ['--prefix', systemPrefix, '--config', config, '--broker', 'external', ...args];
    const address = { MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(broker.port) };
    return new WatchedManager(new Program('manager', options, address), spy, broker);
  }

  get port(): number {
    return this.#broker.port;
  }

  /** What the first message on a topic that clears nothing says. */
  dataOf(topic: string): unknown {
    const message = this.spy.on(topic).find(({ text }) => text !== '');
    return (message?.payload as { data?: unknown } | undefined)?.data;
  }

  async close(): Promise<void> {
    await this.spy.close();
    this.program.kill('SIGKILL');
    await this.program.exited;
    await this.#broker.close();
  }
}
