import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import { errorText } from '../lib/errors/everest-error.js';
import type { CentralSystem } from './central-system.js';
import { completeCommand, runCommand } from './commands.js';

export const PROMPT = 'csms> ';

/** Lines of traffic appear above the line that is being typed. */
export class Prompt {
  readonly #output: NodeJS.WritableStream;
  readonly #readline: Interface;
  #isClosed = false;

  constructor(centralSystem: CentralSystem, input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#output = output;
    this.#readline = createInterface({
      input,
      output,
      prompt: PROMPT,
      completer: (line: string) => completeCommand(centralSystem, line),
    });
    this.#readline.on('line', (line) => void this.#run(centralSystem, line));
    this.#readline.on('close', () => (this.#isClosed = true));
    this.#showPrompt();
  }

  /** Resolves at `quit`, at the end of the input, and after `close`. */
  get ended(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.#readline.once('close', () => resolve()));
  }

  print(text: string): void {
    if (this.#isClosed || !isTerminal(this.#output)) {
      this.#output.write(`${text}\n`);
      return;
    }
    clearLine(this.#output, 0);
    cursorTo(this.#output, 0);
    this.#output.write(`${text}\n`);
    this.#readline.prompt(true);
  }

  close(): void {
    this.#readline.close();
  }

  #showPrompt(): void {
    if (!this.#isClosed && isTerminal(this.#output)) this.#readline.prompt(true);
  }

  async #run(centralSystem: CentralSystem, line: string): Promise<void> {
    if (line.trim() === 'quit') {
      this.close();
      return;
    }
    const text = await runCommand(centralSystem, line).catch((error: unknown) => errorText(error));
    if (text !== '') this.print(text);
    else this.#showPrompt();
  }
}

/** Escape sequences and prompts have no place in a pipe or a file. */
function isTerminal(output: NodeJS.WritableStream): boolean {
  return 'isTTY' in output && output.isTTY === true;
}
