import { execFileSync, spawn, type ChildProcess } from 'node:child_process';

export interface HeardMessage {
  readonly topic: string;
  readonly retain: boolean;
  readonly qos: number;
  readonly text: string;
}

/** `mosquitto_sub` beside a system: each message as topic, retained flag, QoS and payload. */
export class MosquittoSub {
  readonly messages: HeardMessage[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #rest = '';
  #ended = false;

  constructor(port: number, ...args: string[]) {
    const format = ['-F', '{"topic":"%t","retain":%r,"qos":%q}\t%p'];
    // Mosquitto 2.0.11 sends more than the 20 that its own client asks for, and the client then hangs up.
    const window = ['-D', 'connect', 'receive-maximum', '65535'];
    const address = ['-V', '5', '-h', '127.0.0.1', '-p', String(port), ...window];
    this.#child = spawn('mosquitto_sub', [...address, '-q', '2', '--retain-as-published', ...format, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
    this.#exited = new Promise((resolve) => this.#child.once('close', () => resolve(this.#end())));
  }

  /** The first message, seen already or still to come, that fits. Rejects when `mosquitto_sub` has ended. */
  async until(fits: (message: HeardMessage) => boolean): Promise<HeardMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      if (this.#ended) throw new Error('mosquitto_sub has ended before that');
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async close(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  #heard(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.messages.push(...lines.map(parseLine));
    this.#wake();
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#waiting.forEach((wake) => wake());
    this.#waiting.clear();
  }
}

function parseLine(line: string): HeardMessage {
  const [head = '', text = ''] = line.split('\t', 2);
  const { topic, retain, qos } = JSON.parse(head) as { topic: string; retain: number; qos: number };
  return { topic, retain: retain === 1, qos, text };
}

export function mosquittoPub(port: number, topic: string, payload: string): void {
  const address = ['-V', '5', '-h', '127.0.0.1', '-p', String(port)];
  execFileSync('mosquitto_pub', [...address, '-q', '2', '-t', topic, '-m', payload]);
}
