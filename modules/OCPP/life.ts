import { errorText, type Logger } from 'everest-ts';
import type { Limits } from './limits.js';
import { ChargePointNotStarted, type BootReason, type ChargePoint } from '../../lib/ocpp16/index.js';

/** `starting` and `restarting` collect what happens; `stopped` lets it go. */
type Phase = 'starting' | 'running' | 'stopping' | 'stopped' | 'restarting' | 'shutDown';

/** Nobody waits for that many; beyond it the station forgets what is new. */
const MAX_EARLY_EVENTS = 10_000;

interface Parts {
  readonly chargePoint: ChargePoint;
  readonly limits: Pick<Limits, 'pause' | 'resume'>;
  readonly log: Logger;
  /** Tells the charge point, which has forgotten it, what is going on at the station. */
  readonly restarted: () => void;
}

/** Start, stop and restart of the charge point, and what reaches it when. */
export class StationLife {
  readonly #parts: Parts;
  readonly #early: { readonly what: string; readonly work: () => void }[] = [];
  #phase: Phase = 'starting';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Transactions that end now belong to this run: they are being stopped because the charge point stops. */
  get isStopping(): boolean {
    return this.#phase === 'stopping';
  }

  /** The module ends; its transactions stay open on disk, and the next start deals with them. */
  get isShutDown(): boolean {
    return this.#phase === 'shutDown';
  }

  /** Hands an event on when the charge point has started, in the order in which events come. */
  whenStarted(what: string, work: () => void): void {
    switch (this.#phase) {
      case 'starting':
      case 'restarting':
        return this.#keep(what, work);
      case 'running':
      case 'stopping':
        return this.#perform(what, work);
      default:
        this.#parts.log.debug({ what }, 'charge point is stopped, event dropped');
    }
  }

  /** Connects and catches up with what happened so far. */
  async begin(bootReason: BootReason): Promise<void> {
    if (this.#phase !== 'starting') return;
    await this.#parts.chargePoint.start({ bootReason });
    this.#catchUp();
  }

  /** False when it was not running. */
  async stop(): Promise<boolean> {
    if (this.#phase !== 'running') return false;
    this.#phase = 'stopping';
    this.#parts.log.info('charge point stops');
    const hasStopped = await this.#parts.chargePoint.stop();
    this.#parts.limits.pause();
    if (this.isStopping) this.#phase = 'stopped';
    return hasStopped;
  }

  /** False when it was not stopped, or cannot start, which is logged. */
  async restart(): Promise<boolean> {
    if (this.#phase !== 'stopped') return false;
    this.#phase = 'restarting';
    const { chargePoint, limits, log, restarted } = this.#parts;
    limits.resume();
    log.info('charge point starts again');
    try {
      await chargePoint.restart();
    } catch (error) {
      log.error({ err: error, reason: errorText(error) }, 'charge point cannot start again and stays stopped');
      this.#early.length = 0;
      // The limits that hold now are better than those of a charge point that knows no profiles.
      limits.pause();
      this.#phase = 'stopped';
      return false;
    }
    if (this.isShutDown) return false;
    restarted();
    this.#catchUp();
    return true;
  }

  async shutDown(): Promise<void> {
    this.#phase = 'shutDown';
    this.#parts.limits.pause();
    await this.#parts.chargePoint.stop();
  }

  #catchUp(): void {
    if (this.isShutDown) return;
    this.#phase = 'running';
    for (const { what, work } of this.#early.splice(0)) this.#perform(what, work);
  }

  #keep(what: string, work: () => void): void {
    if (this.#early.length < MAX_EARLY_EVENTS) this.#early.push({ what, work });
    else this.#parts.log.error({ what, limit: MAX_EARLY_EVENTS }, 'too many events before the start, event dropped');
  }

  #perform(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ChargePointNotStarted)) throw error;
      this.#parts.log.debug({ what }, 'charge point has just stopped, event dropped');
    }
  }
}
