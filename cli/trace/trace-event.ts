/** What happened on the bus, decoded. */
interface Common {
  /** Milliseconds since the epoch: when it arrived here. */
  readonly at: number;
  /** The module whose implementation it is about. */
  readonly module: string;
}

interface OfImplementation extends Common {
  readonly implementation: string;
  /** The interface of the implementation, where the configuration is known. */
  readonly interface?: string;
  /** Of the command or variable; of an error its type, `<namespace>/<Name>`. */
  readonly name: string;
}

export interface VariableEvent extends OfImplementation {
  readonly kind: 'variable';
  readonly value: unknown;
}

/** A call with its answer, or without one that has come so far. */
export interface CallEvent extends OfImplementation {
  readonly kind: 'call';
  readonly caller: string;
  readonly args: unknown;
  readonly outcome: 'result' | 'failure' | 'pending';
  readonly result?: unknown;
  /** What a failed call was answered with. */
  readonly failure?: { readonly type: string; readonly message: string };
  /** From the call to its answer, or so far, in milliseconds. */
  readonly durationMs: number;
}

export interface ErrorEvent extends OfImplementation {
  readonly kind: 'error';
  readonly state: 'raised' | 'cleared';
  readonly subType: string;
  readonly severity: string;
  readonly message: string;
}

export interface LifeEvent extends Common {
  readonly kind: 'life';
  readonly text: string;
}

export interface UnreadableEvent extends Common {
  readonly kind: 'unreadable';
  readonly topic: string;
  readonly reason: string;
}

export type TraceEvent = VariableEvent | CallEvent | ErrorEvent | LifeEvent | UnreadableEvent;
