import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './manager-process.js';

/** Debian keeps the broker where only the system looks. */
export const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;

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

/** Mosquitto with a configuration of its own, on a free port and on a unix socket. */
export class Mosquitto {
  readonly port: number;
  readonly socketPath: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<void>;

  private constructor(folder: string, port: number) {
    this.port = port;
    this.#folder = folder;
    this.socketPath = join(folder, 'mosquitto.sock');
    const configFile = join(folder, 'mosquitto.conf');
    writeFileSync(configFile, this.#configuration());
    this.#child = spawn('mosquitto', ['-c', configFile], {
      env: { ...process.env, PATH: searchPath },
      stdio: 'ignore',
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  static async start(): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(mkdtempSync(join(tmpdir(), 'mosquitto-')), await freePort());
    await mosquitto.#answers();
    return mosquitto;
  }

  /** How clients came, e.g. `p5, c1, k20`: MQTT 5, clean start, keep alive 20 s. */
  get connections(): string[] {
    return this.#log.flatMap((line) => /New client connected .* \((p\d, c\d, k\d+)/.exec(line)?.[1] ?? []);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async close(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child.kill(signal);
    await this.#exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #logFile(): string {
    return join(this.#folder, 'mosquitto.log');
  }

  get #log(): string[] {
    return readFileSync(this.#logFile, 'utf8').split('\n');
  }

  #configuration(): string {
    return [
      'per_listener_settings false',
      'allow_anonymous true',
      'set_tcp_nodelay true',
      'persistence false',
      `log_dest file ${this.#logFile}`,
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
      if (this.#child.exitCode !== null) throw new Error(`mosquitto has ended:\n${this.#log.join('\n')}`);
      if (await accepts('127.0.0.1', this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Whether somebody listens there. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
