import type { PncContext } from './context.js';
import { readOcspAnswer, type OcspRequest } from './documents.js';
import { Schedule } from './schedule.js';
import { ask } from './send.js';

const FIRST_ROUND_MS = 60_000;

type Parts = Pick<PncContext, 'certificates' | 'clock' | 'dataTransfer' | 'guard' | 'log' | 'outbox' | 'settings'>;

/** Application note Plug & Charge, M06: keeps the proofs fresh that the certificates which cars see are not revoked. */
export class OcspRefresh {
  readonly #parts: Parts;
  readonly #schedule: Schedule;
  /** The latest round; one that is not it any more ends before its next request. */
  #round = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#schedule = new Schedule(parts.clock, () => this.refresh());
  }

  start(): void {
    this.#schedule.start(FIRST_ROUND_MS, () => this.#periodMs());
  }

  /** The interval has another length, which begins now. */
  intervalChanged(): void {
    if (this.#schedule.isRunning) this.#schedule.start(this.#periodMs(), () => this.#periodMs());
  }

  close(): void {
    this.#schedule.close();
    this.#round++;
  }

  /** Asks about every certificate at once, for example about new ones. */
  refresh(): void {
    const round = ++this.#round;
    this.#parts.guard.run('refreshOcsp', () => this.#refreshAll(round));
  }

  async #refreshAll(round: number): Promise<void> {
    const { certificates, outbox } = this.#parts;
    for (const request of await certificates.stationOcspRequests()) {
      if (round !== this.#round || !outbox.isConnected) return;
      await this.#refreshOne(request);
    }
  }

  async #refreshOne(request: OcspRequest): Promise<void> {
    const { certificates, guard, log } = this.#parts;
    const answer = readOcspAnswer(await ask('GetCertificateStatus', { ocspRequestData: request }, this.#parts));
    if (answer?.status !== 'Accepted' || answer.ocspResult === undefined) {
      log.warn({ serialNumber: request.serialNumber }, 'central system has no OCSP response for a certificate');
      return;
    }
    const { responderURL: _, ...hash } = request;
    const response = answer.ocspResult;
    await guard.ask<unknown>('keepOcspResponse', () => certificates.keepOcspResponse(hash, response), undefined);
  }

  #periodMs(): number {
    return this.#parts.settings.ocspRequestIntervalS * 1000;
  }
}
