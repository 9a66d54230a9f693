import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../../support/manager-process.js';

/** Why tests with network namespaces cannot run here; undefined when they can. */
export function namespacesMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `evts-probe-${randomInt(1e6)}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made: ${String(error).split('\n')[0]}`;
  }
}

/** Another machine, as far as the network is concerned: a namespace with one cable to this one. */
export class NetworkNamespace {
  /** Of this side of the cable. */
  readonly address: string;
  readonly #name: string;
  readonly #cable: string;
  readonly #children: ChildProcess[] = [];
  stderr = '';

  constructor() {
    const number = randomInt(1e6);
    this.#name = `evts-${number}`;
    this.#cable = `ev${number}a`;
    const far = `ev${number}b`;
    const subnet = `10.213.${randomInt(256)}.${randomInt(64) * 4}`.split('.').map(Number);
    const [a = 0, b = 0, c = 0, d = 0] = subnet;
    this.address = [a, b, c, d + 1].join('.');
    ip('netns', 'add', this.#name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', far);
    ip('link', 'set', far, 'netns', this.#name);
    ip('address', 'add', `${this.address}/30`, 'dev', this.#cable);
    ip('link', 'set', this.#cable, 'up');
    ip('-n', this.#name, 'address', 'add', `${[a, b, c, d + 2].join('.')}/30`, 'dev', far);
    ip('-n', this.#name, 'link', 'set', far, 'up');
    ip('-n', this.#name, 'link', 'set', 'lo', 'up');
  }

  /** Runs `everest` over there. */
  everest(args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
    const command = ['netns', 'exec', this.#name, process.execPath, join(root, 'bin/everest.js'), ...args];
    const child = spawn('ip', command, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#children.push(child);
  }

  /** Waits until everything there has ended by itself; the exit codes. */
  ended(): Promise<(number | null)[]> {
    return Promise.all(
      this.#children.splice(0).map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
        return new Promise<number | null>((resolve) => child.once('exit', resolve));
      }),
    );
  }

  async close(): Promise<void> {
    this.#children.forEach((child) => child.kill('SIGTERM'));
    await this.ended();
    ip('link', 'del', this.#cable);
    ip('netns', 'del', this.#name);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}
