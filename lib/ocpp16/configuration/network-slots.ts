import type { JsonValue } from './key-definition.js';
import type { Section } from './sections.js';

/** Milliseconds the application may take to get a network ready, if nothing else is configured. */
export const DEFAULT_NETWORK_TIMEOUT_MS = 60_000;

/** A configuration key of the connection; without a value it is absent. */
export interface ConnectionKey {
  readonly section: Section;
  readonly key: string;
  readonly value: JsonValue | undefined;
}

/** Ways to the central system, of which one is in use at a time; ocpp16-library.md §2.8. */
export interface NetworkSlots {
  /** The slot in use. */
  readonly current: number;
  /** Those that may be used at present, in the order in which they are tried. */
  readonly usable: readonly number[];
  /** Attempts with one slot before the next one's turn. */
  readonly attempts: number;
  /** Milliseconds the application may take to get a network ready. */
  readonly networkTimeoutMs: number;
  /** The slot of the last connection, also of an earlier run. */
  readonly proven: number | undefined;
  /** Uses another slot: later changes go there. Returns all keys of the connection as it has them. */
  use(slot: number): readonly ConnectionKey[];
  /** The slot in use has led to a connection. */
  prove(): void;
}
