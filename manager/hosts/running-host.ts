export interface HostExit {
  /** False when the host ended by itself or was killed by somebody else. */
  readonly expected: boolean;
  readonly code: number | null;
  readonly signal: string | null;
  /** What the host said of its end. */
  readonly reason?: string;
  readonly failedModule?: string | undefined;
  /** Its connection to the broker was lost, which may be news for the manager too. */
  readonly connectionLost?: boolean;
}

/** One host, in a process of its own or in ours. */
export interface RunningHost {
  readonly moduleIds: readonly string[];
  /** Resolves when the host is gone. */
  readonly exited: Promise<HostExit>;
  /** Asks for an end in order: shutdown handlers run. */
  close(): void;
  /** Ends it without asking: SIGTERM, or SIGKILL. */
  terminate(signal: 'SIGTERM' | 'SIGKILL'): void;
}
