import { define } from './define.js';
import { EverestjsMisuse, requireFunction } from './errors.js';
import type { CoreLink, SlotId } from './messages.js';
import type { Callbacks } from './callbacks.js';

type ErrorSubscriber = (type: unknown, onRaise: unknown, onClear: unknown) => void;

/**
 * framework.md §26.3: who wants to hear of errors. One subscription for each connection and type; `subscribe_all_errors`
 * once in a process, and not together with others.
 */
export class ErrorRegistrations {
  readonly #link: CoreLink;
  readonly #callbacks: Callbacks;
  readonly #subscribed = new Set<string>();
  #all = false;

  constructor({ link, callbacks }: { readonly link: CoreLink; readonly callbacks: Callbacks }) {
    this.#link = link;
    this.#callbacks = callbacks;
  }

  /** `subscribe_error(type, …)`, with a member `<namespace>_<Name>(…)` for each declared type as older releases have it. */
  subscriber(slot: SlotId, types: readonly string[]): ErrorSubscriber {
    const subscribe: ErrorSubscriber = (type, onRaise, onClear) => this.#subscribe(slot, type, onRaise, onClear);
    for (const type of types) {
      define(subscribe, type.replace('/', '_'), (onRaise: unknown, onClear: unknown) =>
        subscribe(type, onRaise, onClear),
      );
    }
    return subscribe;
  }

  allSubscriber(slot: SlotId): (onRaise: unknown, onClear: unknown) => void {
    return (onRaise, onClear) => {
      if (this.#all) throw new EverestjsMisuse('subscribe_all_errors was called already, which a module can do once');
      if (this.#subscribed.size > 0) {
        throw new EverestjsMisuse('subscribe_all_errors is not possible after subscribe_error');
      }
      const handler = this.#add(`errors of ${slot.requirement}[${slot.index}]`, onRaise, onClear);
      this.#all = true;
      this.#link.send({ op: 'subscribe-error', slot, type: undefined, handler });
    };
  }

  #subscribe(slot: SlotId, type: unknown, onRaise: unknown, onClear: unknown): void {
    if (typeof type !== 'string') throw new EverestjsMisuse('the type of an error is a text such as "namespace/Name"');
    const what = `error ${type} of ${slot.requirement}[${slot.index}]`;
    if (this.#all) throw new EverestjsMisuse(`${what} cannot be subscribed after subscribe_all_errors`);
    if (this.#subscribed.has(what)) throw new EverestjsMisuse(`${what} is subscribed already`);
    const handler = this.#add(what, onRaise, onClear);
    this.#subscribed.add(what);
    this.#link.send({ op: 'subscribe-error', slot, type, handler });
  }

  #add(what: string, onRaise: unknown, onClear: unknown): number {
    requireFunction(onRaise, `the handler of a raised ${what}`);
    requireFunction(onClear, `the handler of a cleared ${what}`);
    return this.#callbacks.addErrors(what, onRaise, onClear);
  }
}
