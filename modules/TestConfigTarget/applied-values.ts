import type { ConfigChangeAnswer } from 'everest-ts';

export type Answering = 'Accepted' | 'RebootRequired' | 'Rejected' | 'exception' | 'silence';
type Value = string | number | boolean;

/** The values that the module works with, and how it takes changes of them. */
export class AppliedValues {
  readonly #values: Map<string, Value>;
  readonly #seen: (change: { parameter: string; value: string }) => void;
  /** How the changes that follow are answered. */
  answering: Answering = 'Accepted';

  constructor(values: Readonly<Record<string, Value>>, seen: (change: { parameter: string; value: string }) => void) {
    this.#values = new Map(Object.entries(values));
    this.#seen = seen;
  }

  get all(): Readonly<Record<string, Value>> {
    return Object.fromEntries(this.#values);
  }

  /** A handler for the changes of one parameter. */
  handler(parameter: string): (value: Value) => ConfigChangeAnswer | Promise<ConfigChangeAnswer> {
    return (value) => {
      this.#seen({ parameter, value: JSON.stringify(value) });
      switch (this.answering) {
        case 'Accepted':
          this.#values.set(parameter, value);
          return 'Accepted';
        case 'RebootRequired':
          return 'RebootRequired';
        case 'Rejected':
          return { rejected: 'told to reject changes' };
        case 'exception':
          throw new Error('told to break');
        case 'silence':
          return new Promise(() => undefined);
      }
    };
  }
}
