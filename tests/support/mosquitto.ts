import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './manager-process.js';

/** Debian keeps the broker where only the system looks. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;

/** Why tests with Mosquitto cannot run here; undefined when they can. */
export function mosquittoMissing(): string | undefined {
  const missing = ['mosquitto', 'mosquitto_sub', 'mosquitto_pub'].filter((program) => !isInstalled(program));
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { env: { PATH: searchPath }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Mosquitto with a configuration of its own, on a free port and on a unix socket in `folder`. */
export class Mosquitto {
  readonly port: number;
  readonly socketPath: string;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #exited: Promise<void>;

  private constructor(folder: string, port: number) {
    this.port = port;
    this.socketPath = join(folder, 'mosquitto.sock');
    this.#logFile = join(folder, 'mosquitto.log');
    const configFile = join(folder, 'mosquitto.conf');
    writeFileSync(configFile, this.#configuration());
    this.#child = spawn('mosquitto', ['-c', configFile], {
      env: { ...process.env, PATH: searchPath },
      stdio: 'ignore',
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  static async start(folder: string): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(folder, await freePort());
    await mosquitto.#answers();
    return mosquitto;
  }

  /** Lines of the log: clients that came, with their protocol, and why they went. */
  get log(): string[] {
    return readFileSync(this.#logFile, 'utf8').split('\n');
  }

  /** How clients came, e.g. `p5, c1, k20`: MQTT 5, clean start, keep alive 20 s. */
  get connections(): string[] {
    return this.log.flatMap((line) => /New client connected .* \((p\d, c\d, k\d+)/.exec(line)?.[1] ?? []);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  #configuration(): string {
    return [
      'per_listener_settings false',
      'allow_anonymous true',
      'set_tcp_nodelay true',
      'persistence false',
      `log_dest file ${this.#logFile}`,
      'log_type all',
      'connection_messages true',
      `listener ${this.port} 127.0.0.1`,
      `listener 0 ${this.socketPath}`,
      // Started as root it would become a user that may not write here.
      `user ${process.env['USER'] ?? 'root'}`,
      '',
    ].join('\n');
  }

  async #answers(): Promise<void> {
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`mosquitto has ended:\n${this.log.join('\n')}`);
      if (await accepts(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** `mosquitto_sub` beside a system: each message as topic, retained flag, QoS and payload. */
export class MosquittoSub {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #output = '';

  constructor(port: number, ...args: string[]) {
    const format = ['-F', '{"topic":"%t","retain":%r,"qos":%q}\t%p'];
    this.#child = spawn(
      'mosquitto_sub',
      ['-V', '5', '-h', '127.0.0.1', '-p', String(port), '-q', '2', '--retain-as-published', ...format, ...args],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  async until(fits: (message: { topic: string }) => boolean): Promise<void> {
    while (!this.messages.some(fits)) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  get messages(): { topic: string; retain: boolean; qos: number; text: string }[] {
    const complete = this.#output.split('\n').slice(0, -1);
    return complete.map((line) => {
      const [head = '', text = ''] = line.split('\t', 2);
      const { topic, retain, qos } = JSON.parse(head) as { topic: string; retain: number; qos: number };
      return { topic, retain: retain === 1, qos, text };
    });
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}

export function mosquittoPub(port: number, topic: string, payload: string): void {
  execFileSync('mosquitto_pub', [
    '-V',
    '5',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-q',
    '2',
    '-t',
    topic,
    '-m',
    payload,
  ]);
}
