import type { Message } from '../../csms/index.js';
import type { ActionToCsms, Request } from '../../lib/ocpp16/messages/index.js';
import type { Station } from '../support/station.js';

export interface SessionEvent {
  readonly event: string;
  readonly uuid: string;
  readonly timestamp: string;
  readonly transaction_started?: { readonly meter_value: MeterReading };
  readonly transaction_finished?: { readonly meter_value: MeterReading };
}

interface MeterReading {
  readonly timestamp: string;
  readonly energy_Wh_import: { readonly total: number };
}

/** What the central systems of a station have received, one after the other, and what was answered. */
export class Record {
  readonly #earlier: Message[] = [];
  readonly #station: Station;
  #mark = 0;

  constructor(station: Station) {
    this.#station = station;
  }

  /** The central system goes away; what it has seen is kept here. */
  async closeCsms(): Promise<void> {
    this.#earlier.push(...this.#station.csms.messages);
    await this.#station.closeCsms();
  }

  async reopenCsms(): Promise<void> {
    await this.#station.reopenCsms();
  }

  get all(): readonly Message[] {
    return [...this.#earlier, ...this.#station.csms.messages];
  }

  /** What came since the last call of this. */
  since(): readonly Message[] {
    const fresh = this.all.slice(this.#mark);
    this.#mark = this.all.length;
    return fresh;
  }
}

export function callsOf(messages: readonly Message[]): Message[] {
  return messages.filter(({ direction, kind }) => direction === 'received' && kind === 'call');
}

export function requestsOf<A extends ActionToCsms>(messages: readonly Message[], action: A): Request<A>[] {
  return callsOf(messages)
    .filter((message) => message.action === action)
    .map(({ payload }) => payload as Request<A>);
}

/** A call in one line, with what identifies it; MeterValues that follow each other are one line. */
export function linesOf(messages: readonly Message[]): string[] {
  return callsOf(messages)
    .map(lineOf)
    .filter((line, index, all) => !line.startsWith('MeterValues') || line !== all[index - 1]);
}

function lineOf({ action, payload }: Message): string {
  const { connectorId, status, reason, transactionId, idTag } = payload as { [name: string]: string | number };
  const about = [connectorId, status, idTag, reason, transactionId === undefined ? undefined : `#${transactionId}`];
  return [action, ...about.filter((part) => part !== undefined)].join(' ');
}

/** Events of the sessions of an EVSE that the bus has carried. */
export function sessionEvents(station: Station, evse: number, name?: string): SessionEvent[] {
  const topic = `everest/modules/evse_manager_${evse}/impl/evse/var/session_event`;
  return (station.bus?.on(topic) ?? [])
    .map(({ payload }) => (payload as { data: { data: SessionEvent } }).data.data)
    .filter(({ event }) => name === undefined || event === name);
}

/** Does something, and waits until the EVSE has told that event because of it. */
export async function untilEvent(
  station: Station,
  evse: number,
  name: string,
  work: () => Promise<void>,
): Promise<SessionEvent> {
  const before = sessionEvents(station, evse, name).length;
  await work();
  await station.bus?.until(() => sessionEvents(station, evse, name).length > before);
  return sessionEvents(station, evse, name)[before] as SessionEvent;
}

/** Lets seconds pass by the clock of the meter of an EVSE, counted from its next reading. */
export async function meterPasses(station: Station, evse: number, seconds: number): Promise<void> {
  const topic = `everest/modules/yeti_driver_${evse}/impl/powermeter/var/powermeter`;
  const from = station.bus?.on(topic).length ?? 0;
  let firstMs: number | undefined;
  await station.bus?.until((message) => {
    if (message.topic !== topic || (station.bus?.on(topic).length ?? 0) <= from) return false;
    const { timestamp } = (message.payload as { data: { data: { timestamp: string } } }).data.data;
    firstMs ??= Date.parse(timestamp);
    return Date.parse(timestamp) - firstMs >= seconds * 1000;
  });
}

export interface Sample {
  /** Milliseconds since 1970, by the clock of the meter. */
  readonly atMs: number;
  readonly energyWh: number;
}

/** The periodic energy samples in MeterValues, or in the transactionData of a stop. */
export function samplesOf(requests: readonly Pick<Request<'MeterValues'>, 'meterValue'>[]): Sample[] {
  return requests
    .flatMap(({ meterValue }) => meterValue)
    .flatMap(({ timestamp, sampledValue }) =>
      sampledValue
        .filter(({ context, phase }) => context === 'Sample.Periodic' && phase === undefined)
        .map(({ value }) => ({ atMs: Date.parse(timestamp), energyWh: Number(value) })),
    );
}
