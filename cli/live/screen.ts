const SOURCE_WIDTH = 9;

/** Lines for people: time, who, what. */
export class Screen {
  readonly #write: (text: string) => void;
  readonly #colours: boolean;
  readonly #now: () => number;
  readonly #columns: () => number;

  constructor(stream: NodeJS.WriteStream, now: () => number) {
    this.#write = (text) => void stream.write(text);
    this.#colours = stream.isTTY && process.env['NO_COLOR'] === undefined;
    this.#columns = () => (stream.isTTY ? Math.max(60, stream.columns) : Number.POSITIVE_INFINITY);
    this.#now = now;
  }

  /** A line of somebody; `atMs` is milliseconds since the epoch, default now. */
  line(source: string, text: string, colour: Colour = 'plain', atMs = this.#now()): void {
    const time = new Date(atMs).toISOString().slice(11, 21);
    const head = `${time}  ${source.padEnd(SOURCE_WIDTH)} `;
    const room = this.#columns() - head.length;
    const shown = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    this.#write(`${this.#paint('dim', head)}${this.#paint(colour, shown)}\n`);
  }

  /** A remark that belongs to nobody. */
  remark(text: string): void {
    this.#write(`\n${this.#paint('bold', text)}\n`);
  }

  text(text: string): void {
    this.#write(`${text}\n`);
  }

  #paint(colour: Colour, text: string): string {
    return this.#colours && colour !== 'plain' ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
  }
}

export type Colour = 'plain' | 'dim' | 'bold' | 'green' | 'cyan' | 'yellow';

const codes: Record<Exclude<Colour, 'plain'>, number> = { dim: 2, bold: 1, green: 32, cyan: 36, yellow: 33 };
