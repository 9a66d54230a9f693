import type { CoreEvent } from './messages.js';

type Callback = (...values: readonly unknown[]) => unknown;

interface ErrorCallbacks {
  readonly raised: Callback;
  readonly cleared: Callback;
}

/** What the module has registered; events name it by number, commands by implementation and name. */
export class Callbacks {
  readonly #commands = new Map<string, Callback>();
  readonly #values = new Map<number, { readonly what: string; readonly callback: Callback }>();
  readonly #errors = new Map<number, { readonly what: string } & ErrorCallbacks>();
  #next = 1;

  /** False where the command has a handler already. */
  addCommand(implementation: string, command: string, callback: Callback): boolean {
    const name = `${implementation}.${command}`;
    if (this.#commands.has(name)) return false;
    this.#commands.set(name, callback);
    return true;
  }

  /** The number of the callback. */
  addValue(what: string, callback: Callback): number {
    this.#values.set(this.#next, { what, callback });
    return this.#next++;
  }

  addErrors(what: string, raised: Callback, cleared: Callback): number {
    this.#errors.set(this.#next, { what, raised, cleared });
    return this.#next++;
  }

  command(implementation: string, command: string): Callback | undefined {
    return this.#commands.get(`${implementation}.${command}`);
  }

  /** What an event of a variable or of an external topic is for. */
  value(handler: number): { readonly what: string; readonly callback: Callback } | undefined {
    return this.#values.get(handler);
  }

  error({
    handler,
    cleared,
  }: Extract<CoreEvent, { event: 'error' }>): { what: string; callback: Callback } | undefined {
    const found = this.#errors.get(handler);
    return found && { what: found.what, callback: cleared ? found.cleared : found.raised };
  }
}
