import type { Clock, Logger, Required } from 'everest-ts';
import type { EnergyInterface } from '#generated/interfaces/energy';
import type { EnergyFlowRequest, EnforcedLimits } from '#generated/types/energy';
import { optimize, type Memories, type Outcome } from './optimizer.js';
import { isUrgent } from './priority.js';
import type { OptimizerSettings } from './settings.js';

export interface RunLoopOptions {
  readonly settings: OptimizerSettings;
  /** Pause between two runs. */
  readonly intervalMs: number;
  /** Whether every run is logged. */
  readonly debug: boolean;
  readonly trunk: Required<EnergyInterface>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const emptyRequest: EnergyFlowRequest = {
  uuid: '',
  node_type: 'Undefined',
  children: [],
  schedule_import: [],
  schedule_export: [],
  schedule_setpoints: [],
};

/** Optimises the latest request at intervals, or at once where a node asks for it, and hands out the grants. */
export class RunLoop {
  readonly #options: RunLoopOptions;
  #request = emptyRequest;
  #memories: Memories = new Map();
  #urgent = false;
  #cutOff = false;
  #wake: () => void = () => undefined;

  constructor(options: RunLoopOptions) {
    this.#options = options;
  }

  take(request: EnergyFlowRequest): void {
    this.#request = request;
    if (!isUrgent(request)) return;
    this.#urgent = true;
    this.#wake();
  }

  /** Runs until the signal fires. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      this.#urgent = false;
      await this.#runOnce();
      if (!this.#urgent) await this.#pause();
    }
  }

  async #runOnce(): Promise<void> {
    const { settings, clock } = this.#options;
    const outcome = optimize(this.#request, settings, this.#memories, clock.now());
    this.#memories = outcome.memories;
    this.#tell(outcome);
    for (const grant of outcome.grants) {
      if (this.#options.signal.aborted) return;
      await this.#hand(grant);
    }
  }

  /** Waits for the answer, but no longer than a pause, so that a tree that hangs does not stop the runs. */
  async #hand(grant: EnforcedLimits): Promise<void> {
    const { trunk, clock, intervalMs, log } = this.#options;
    const { uuid } = grant;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(() => {
        log.warn({ uuid }, 'no answer to limits');
        resolve();
      }, intervalMs);
      trunk.call
        .enforce_limits({ value: grant })
        .catch((error: unknown) => this.#refused(uuid, error))
        .finally(() => {
          timer.cancel();
          resolve();
        });
    });
  }

  /** Limits lapse at the EVSE by themselves and the next run brings new ones, so going on is safe. */
  #refused(uuid: string, err: unknown): void {
    const { signal, log } = this.#options;
    if (!signal.aborted) log.warn({ err, uuid }, 'limits not taken');
  }

  /** Waits for an urgent request or the end, at most for the interval. */
  async #pause(): Promise<void> {
    const { clock, signal, intervalMs } = this.#options;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, intervalMs);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
    signal.removeEventListener('abort', this.#wake);
  }

  #tell({ grants, rounds, cutOff }: Outcome): void {
    const { debug, log } = this.#options;
    if (cutOff && !this.#cutOff) log.error({ rounds }, 'not all energy could be sold, larger slices are needed');
    this.#cutOff = cutOff;
    if (debug) log.info({ rounds, grants }, 'energy shared');
  }
}
