import type { Timer } from '../../../clock/clock.js';
import { timestamp } from '../../../clock/clock.js';
import type { ChargePointStatus } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import {
  currentReport,
  initialConnector,
  noteReported,
  reportedStatus,
  step,
  triggeredReport,
  type Connector,
  type ConnectorInput,
  type StatusReport,
} from './connector.js';
import type { ConnectorEvent, ConnectorState } from './state-machine.js';

type StatusListener = (connectorId: number, status: ChargePointStatus) => void;

/** Keeps connector 0..N and tells the central system about them (OCPP 1.6 §4.9). */
export class ConnectorStatuses {
  readonly #context: Pick<CoreContext, 'clock' | 'log' | 'outbox' | 'settings'>;
  #connectors: Connector[] = [];
  readonly #delayed = new Map<number, Timer>();
  readonly #listeners: StatusListener[] = [];

  constructor(context: Pick<CoreContext, 'clock' | 'log' | 'outbox' | 'settings'>) {
    this.#context = context;
  }

  /** Statuses of connector 0..N; nothing is sent. */
  reset(statuses: readonly ChargePointStatus[]): void {
    this.close();
    this.#connectors = statuses.map((status, id) => initialConnector(id === 0 ? 'station' : 'connector', status));
  }

  has(connectorId: number): boolean {
    return this.#connectors[connectorId] !== undefined;
  }

  /** All connector ids, 0 first. */
  ids(): number[] {
    return [...this.#connectors.keys()];
  }

  /** What the central system sees; a connector that does not exist counts as Unavailable. */
  status(connectorId: number): ChargePointStatus {
    const connector = this.#connectors[connectorId];
    return connector === undefined ? 'Unavailable' : reportedStatus(connector);
  }

  /** The state underneath a fault. */
  state(connectorId: number): ConnectorState {
    return this.#connectors[connectorId]?.state ?? 'Unavailable';
  }

  raise(connectorId: number, event: ConnectorEvent, info?: string): void {
    this.apply(connectorId, { type: 'event', event, ...(info !== undefined && { info }) });
  }

  apply(connectorId: number, input: ConnectorInput): void {
    const connector = this.#connectors[connectorId];
    if (connector === undefined) {
      this.#context.log.warn({ connectorId, input: input.type }, 'there is no such connector');
      return;
    }
    const { connector: moved, report } = step(connector, input, this.#context.settings);
    this.#connectors[connectorId] = moved;
    if (report !== undefined) this.#report(connectorId, report);
    const status = reportedStatus(moved);
    if (status !== reportedStatus(connector)) for (const listener of this.#listeners) listener(connectorId, status);
  }

  /** Tells each change at once, whatever `MinimumStatusDuration` says. */
  onChanged(listener: StatusListener): void {
    this.#listeners.push(listener);
  }

  /** The present status of every connector, after boot and after a reconnect. */
  reportAll(): void {
    for (const [id, connector] of this.#connectors.entries()) this.#note(id, connector, currentReport(connector));
  }

  /** Answers a trigger at once; `withReason` adds why a connector is suspended. */
  reportTriggered(connectorId: number, withReason: boolean): void {
    const connector = this.#connectors[connectorId];
    if (connector === undefined) return;
    const report = withReason ? triggeredReport(connector, this.#context.settings) : currentReport(connector);
    this.#connectors[connectorId] = noteReported(connector, report);
    this.#send(connectorId, report, true);
  }

  /** Drops what waits for `MinimumStatusDuration`. */
  close(): void {
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
  }

  #note(connectorId: number, connector: Connector, report: StatusReport): void {
    this.#connectors[connectorId] = noteReported(connector, report);
    this.#report(connectorId, report);
  }

  /** `MinimumStatusDuration`: only a status that lasts is reported; each change starts the waiting anew. */
  #report(connectorId: number, report: StatusReport): void {
    this.#delayed.get(connectorId)?.cancel();
    this.#delayed.delete(connectorId);
    const { clock, settings } = this.#context;
    if (settings.minimumStatusDurationS <= 0) return this.#send(connectorId, report, false);
    const timer = clock.setTimeout(() => {
      this.#delayed.delete(connectorId);
      this.#send(connectorId, report, false);
    }, settings.minimumStatusDurationS * 1000);
    this.#delayed.set(connectorId, timer);
  }

  #send(connectorId: number, report: StatusReport, isTriggered: boolean): void {
    const { clock, outbox } = this.#context;
    outbox.notify('StatusNotification', { connectorId, ...report, timestamp: timestamp(clock) }, { isTriggered });
  }
}
