import { execFileSync } from 'node:child_process';
import { openSync, constants } from 'node:fs';
import { Socket } from 'node:net';

/** A named pipe with a reader, as a supervisor gives it to the manager. */
export class StatusPipe {
  readonly path: string;
  readonly lines: string[] = [];
  readonly #stream: Socket;
  readonly #waiting = new Set<() => void>();
  #rest = '';

  constructor(path: string) {
    this.path = path;
    execFileSync('mkfifo', [path]);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#stream = new Socket({ fd: descriptor, readable: true, writable: false });
    this.#stream.setEncoding('utf8');
    this.#stream.on('data', (text) => {
      const lines = (this.#rest + String(text)).split('\n');
      this.#rest = lines.pop() ?? '';
      this.lines.push(...lines);
      this.#waiting.forEach((wake) => wake());
    });
  }

  /** Resolves when `line` was written for the given time. */
  async until(line: string, times = 1): Promise<void> {
    while (this.lines.filter((written) => written === line).length < times) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
      this.#waiting.clear();
    }
  }

  close(): void {
    this.#stream.destroy();
  }
}
