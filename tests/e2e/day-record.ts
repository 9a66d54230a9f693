import mqtt, { type MqttClient } from 'mqtt';
import type { Request } from '../../lib/ocpp16/messages/index.js';
import type { Station } from '../support/station.js';
import { requestsOf, samplesOf, sessionEvents, type Record, type SessionEvent } from './offline-record.js';

interface Reading {
  readonly data: {
    readonly data: { readonly timestamp: string; readonly energy_Wh_import: { readonly total: number } };
  };
}

/** What the meters of the station have counted, whatever anybody made of it. Of a day's readings only time and energy are kept. */
export class Meters {
  /** Wh by time, per EVSE. */
  readonly #readings = new Map<number, Map<number, number>>();
  readonly #client: MqttClient;
  #firstMs: number | undefined;
  #lastMs = 0;

  static async watch(port: number): Promise<Meters> {
    const client = await mqtt.connectAsync({ host: '127.0.0.1', port, protocolVersion: 5 });
    const meters = new Meters(client);
    await client.subscribeAsync('everest/modules/+/impl/powermeter/var/powermeter', { qos: 2 });
    return meters;
  }

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => {
      const evse = Number(/yeti_driver_(\d+)/.exec(topic)?.[1]);
      if (Number.isNaN(evse)) return;
      const { timestamp, energy_Wh_import: energyWh } = (JSON.parse(payload.toString()) as Reading).data.data;
      const atMs = Date.parse(timestamp);
      this.#of(evse).set(atMs, energyWh.total);
      this.#firstMs ??= atMs;
      this.#lastMs = Math.max(this.#lastMs, atMs);
    });
  }

  /** How long the meters have been read, by their own clock, in ms. */
  get watchedMs(): number {
    return this.#firstMs === undefined ? 0 : this.#lastMs - this.#firstMs;
  }

  /** What the meter of an EVSE said at a time, in Wh. */
  at(evse: number, timestamp: string): number {
    return this.#of(evse).get(Date.parse(timestamp)) ?? Number.NaN;
  }

  /** Everything that flowed, in Wh. The meter of the simulated board begins at 0 again with every car. */
  countedWh(evse: number): number {
    const readings = [...this.#of(evse).values()];
    return readings.slice(1).reduce((sum, energyWh, index) => sum + Math.max(0, energyWh - (readings[index] ?? 0)), 0);
  }

  #of(evse: number): Map<number, number> {
    const readings = this.#readings.get(evse) ?? new Map<number, number>();
    this.#readings.set(evse, readings);
    return readings;
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }
}

export interface Session {
  readonly connectorId: number;
  readonly meterStart: number;
  readonly meterStop: number;
  readonly startedAt: string;
  readonly stoppedAt: string;
}

/** The transactions of an EVSE: when they were, by its own events, and what its meter had counted by then. */
export function sessionsOf(station: Station, meters: Meters, connectorId: number): Session[] {
  const started = sessionEvents(station, connectorId, 'TransactionStarted');
  const countedWh = (part: SessionEvent['transaction_started']): number =>
    Math.round(meters.at(connectorId, part?.meter_value.timestamp ?? ''));
  return sessionEvents(station, connectorId, 'TransactionFinished').map((finished, index) => ({
    connectorId,
    meterStart: countedWh(started[index]?.transaction_started),
    startedAt: started[index]?.timestamp ?? '',
    meterStop: countedWh(finished.transaction_finished),
    stoppedAt: finished.timestamp,
  }));
}

export function energyOf(sessions: readonly Partial<Session>[]): number {
  return sessions.reduce((sum, { meterStart = 0, meterStop = 0 }) => sum + meterStop - meterStart, 0);
}

/** The transactions of a connector as the central system knows them, in the order in which it heard of them. */
export function knownSessions(station: Station, connector: number): Partial<Session>[] {
  return station.csms.transactions.all
    .filter(({ connectorId }) => connectorId === connector)
    .map(({ connectorId, meterStart, meterStop, startedAt, stoppedAt }) => ({
      connectorId,
      meterStart,
      startedAt,
      ...(meterStop !== undefined && { meterStop }),
      ...(stoppedAt !== undefined && { stoppedAt }),
    }));
}

/** The stops without their repetitions: a central system that goes away may have taken one without answering. */
export function stopsOf(record: Record): Request<'StopTransaction'>[] {
  return uniqueOf(requestsOf(record.all, 'StopTransaction'));
}

/** The samples sent in a transaction, and those that its stop repeats. */
export function sentAndRepeated(
  record: Record,
  stop: Request<'StopTransaction'>,
): { sent: unknown; repeated: unknown } {
  const values = requestsOf(record.all, 'MeterValues').filter(
    ({ transactionId }) => transactionId === stop.transactionId,
  );
  const repeated = samplesOf([{ meterValue: stop.transactionData ?? [] }]);
  // on a scaled clock two samples may fall into one second, and then look like one that was sent twice
  return { sent: uniqueOf(samplesOf(values)), repeated: uniqueOf(repeated) };
}

/** Without what repeats the one before it. */
function uniqueOf<T>(requests: readonly T[]): T[] {
  return requests.filter((request, index) => JSON.stringify(request) !== JSON.stringify(requests[index - 1]));
}
