import type { Message } from '../../../csms/index.js';
import type { ActionToChargePoint, ActionToCsms, Request, Response } from '../../../lib/ocpp16/messages/index.js';
import { swipe } from '../../../cli/live/control-topics.js';
import { Station, stepOf, type StationOptions } from '../../support/station.js';

export const chargePointId = 'cp001';

/** What the central system sees of one station, read strictly in the order of arrival. */
export class Flow {
  readonly station: Station;
  #readTo = 0;

  private constructor(station: Station) {
    this.station = station;
  }

  /** The station is started unless `prepare` wants to script the central system first and boots it itself. */
  static async start(options: StationOptions, prepare?: (station: Station) => void): Promise<Flow> {
    const station = await Station.prepare(options);
    prepare?.(station);
    await station.boot();
    return new Flow(station);
  }

  /** Waits for the next calls in this order; others in between are passed over. Returns the payload of the last. */
  async see(...steps: string[]): Promise<Record<string, unknown>> {
    let payload: unknown;
    for (const step of steps) payload = (await this.#next(step)).payload;
    return payload as Record<string, unknown>;
  }

  /** The calls from here on, as `see` names them, until the given one has come. */
  async storyUntil(step: string): Promise<string[]> {
    const from = this.#readTo;
    await this.#next(step);
    return this.#calls(from, this.#readTo).map(stepOf);
  }

  call<A extends ActionToChargePoint>(action: A, payload: Request<A>): Promise<Response<A>> {
    return this.station.csms.call(chargePointId, action, payload);
  }

  /** Sends a text as it is and waits for the frame that answers it. */
  async answerTo(text: string, id: string): Promise<unknown[]> {
    return new Promise((resolve) => {
      const remove = this.station.csms.onMessage(({ direction, kind, id: answered, payload }) => {
        if (direction !== 'received' || kind === 'call' || answered !== id) return;
        remove();
        resolve(kind === 'error' ? [4, ...Object.values(payload as object)] : [3, payload]);
      });
      this.station.csms.sendText(chargePointId, text);
    });
  }

  /** Waits until the call that `see` returned last has been answered. */
  async answered(): Promise<void> {
    const { id } = this.station.csms.messages[this.#readTo - 1] as Message;
    const isAnswer = (message: Message): boolean => message.direction === 'sent' && message.id === id;
    if (this.station.csms.messages.some(isAnswer)) return;
    await new Promise<void>((resolve) => {
      const remove = this.station.csms.onMessage((message) => {
        if (!isAnswer(message)) return;
        remove();
        resolve();
      });
    });
  }

  card(idTag: string): Promise<void> {
    return this.station.drive(swipe(idTag));
  }

  async #next(step: string): Promise<Message> {
    const message = await this.station.csms.next(actionOf(step), {
      where: (candidate) => this.#indexOf(candidate) >= this.#readTo && isStep(candidate, step),
      timeoutMs: 15_000,
    });
    this.#readTo = this.#indexOf(message) + 1;
    return message;
  }

  #indexOf(message: Message): number {
    return this.station.csms.messages.indexOf(message);
  }

  #calls(from: number, to: number): Message[] {
    return this.station.csms.messages
      .slice(from, to)
      .filter(({ direction, kind }) => direction === 'received' && kind === 'call');
  }
}

function actionOf(step: string): ActionToCsms {
  return step.split(' ')[0] as ActionToCsms;
}

/** A step without details fits any call of its action. */
function isStep(message: Message, step: string): boolean {
  return step.includes(' ') ? stepOf(message) === step : message.action === step;
}
