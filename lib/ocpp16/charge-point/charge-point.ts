import { authorize } from '../core/authorization/authorize.js';
import { bootEvent, type BootReason } from '../core/boot/boot-reason.js';
import type { SecurityEvent } from '../core/boot/security-events.js';
import type { DataTransferHandler } from '../core/callbacks.js';
import type { ConnectorError } from '../core/connectors/active-errors.js';
import type { Measurement } from '../core/metering/measurement.js';
import type { TransactionStartedReport } from '../core/transactions/start-transaction.js';
import type { TransactionStoppedReport } from '../core/transactions/stop-transaction.js';
import type { FirmwareUpdateReport } from '../firmware/firmware-updates.js';
import type { ChargePointStatus, ChargingRateUnit, Request, Response } from '../messages/index.js';
import type { Contract, ContractAuthorization } from '../pnc/contract-authorization.js';
import type { EvCertificateRequest } from '../pnc/ev-certificate.js';
import type { Authorization } from '../pricing/pricing.js';
import { stationSchedules, withoutProfiles, type StationSchedule } from '../smart-charging/station-schedules.js';
import { ChargePointNotStarted } from './charge-point-not-started.js';
import { checkedStatuses } from './connector-statuses-invalid.js';
import { storeMeterPublicKey } from './meter-public-keys.js';
import type { ChargePointOptions } from './options.js';
import { ChargePointRun } from './run.js';
import { smartChargingSettings } from './smart-charging-settings.js';
import {
  storeInformation,
  type ChargePointInformation,
  type MeterInformation,
  type ModemInformation,
} from './station-identity.js';

export interface StartOptions {
  /** Status of connector 0..N; without it the stored availability decides. */
  readonly connectorStatuses?: ReadonlyMap<number, ChargePointStatus>;
  readonly bootReason?: BootReason;
  /** Sessions of the last run that the application goes on with. */
  readonly resumingSessionIds?: readonly string[];
}

export interface SessionStartedReport {
  readonly connectorId: number;
  readonly sessionId: string;
  readonly reason: 'Authorized' | 'EVConnected';
  /** Folder for the message log of the session. */
  readonly logPath?: string;
}

/** An OCPP 1.6J charge point. The application reports what happens at its connectors, and is asked through callbacks. */
export class ChargePoint {
  readonly #options: ChargePointOptions;
  #run: ChargePointRun | undefined;
  #isStarted = false;
  #isStopping = false;
  #opening: Promise<void> | undefined;
  #resumeDelayS = 0;
  readonly #dataTransferHandlers: [string, string | undefined, DataTransferHandler][] = [];

  constructor(options: ChargePointOptions) {
    this.#options = options;
  }

  /** Opens the database and prepares everything without connecting; `start` does it when it was not done before. */
  async init(options: StartOptions = {}): Promise<void> {
    if (this.#run === undefined) await (this.#opening ??= this.#open(options));
  }

  /** Connects, and announces the boot. With `isConnecting` false the connection waits for `connect`. */
  async start(options: StartOptions = {}, isConnecting = true): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    try {
      await this.init(options);
    } catch (error) {
      this.#isStarted = false;
      throw error;
    }
    const run = this.#run;
    // Somebody stopped it while it was being opened.
    if (run === undefined || this.#isStopping) return;
    this.announceConnectionTimeout();
    run.parts.security.raise(bootEvent(options.bootReason ?? 'PowerUp'));
    run.pricing.start();
    if (isConnecting) this.connect();
  }

  /** Starts again after `stop`. */
  async restart(options: StartOptions = {}): Promise<void> {
    await this.start({ bootReason: 'ApplicationReset', ...options });
  }

  /** False when it was not running. What could not be sent is sent after the next start. */
  async stop(): Promise<boolean> {
    if (this.#opening !== undefined) await this.#opening.catch(() => undefined);
    const run = this.#run;
    if (run === undefined || this.#isStopping) return false;
    this.#isStopping = true;
    try {
      await run.end();
    } finally {
      this.#run = undefined;
      this.#isStarted = false;
      this.#isStopping = false;
    }
    return true;
  }

  /** Whether a connection to the central system is open. */
  get isConnected(): boolean {
    return this.#run?.link.isConnected ?? false;
  }

  connect(): void {
    if (!this.isConnected) this.#running.connect();
  }

  /** Stays disconnected until `connect`. */
  disconnect(): void {
    this.#running.disconnect();
  }

  /** Seconds for which the central system may speak first after a reconnect. */
  setMessageQueueResumeDelay(seconds: number): void {
    this.#resumeDelayS = seconds;
    this.#run?.link.setResumeDelay(seconds);
  }

  /** Gives the configured connection timeout to the application (again). */
  announceConnectionTimeout(): void {
    const { callbacks, guard } = this.#running.parts;
    const seconds = this.#options.configuration.get('ConnectionTimeOut');
    guard.run('setConnectionTimeout', () => callbacks.setConnectionTimeout?.(seconds));
  }

  /** Replaces the statuses of connector 0..N. Throws `ConnectorStatusesInvalid`. */
  resetConnectorStatuses(statuses: ReadonlyMap<number, ChargePointStatus>): void {
    const { settings, statuses: connectors } = this.#running.parts;
    connectors.reset(checkedStatuses(statuses, settings.numberOfConnectors));
  }

  updateChargePointInformation(information: ChargePointInformation): void {
    storeInformation(this.#options.configuration, information);
  }

  updateModemInformation(information: ModemInformation): void {
    storeInformation(this.#options.configuration, information);
  }

  updateMeterInformation({ serialNumber, type }: MeterInformation): void {
    storeInformation(this.#options.configuration, {
      ...(serialNumber !== undefined && { serialNumber }),
      ...(type !== undefined && { type }),
    });
  }

  /** False for a connector that does not exist. */
  setPowermeterPublicKey(connectorId: number, key: string): boolean {
    return storeMeterPublicKey(this.#options.configuration, connectorId, key);
  }

  onSessionStarted({ connectorId, sessionId, reason, logPath }: SessionStartedReport): void {
    if (logPath !== undefined) this.#options.messageLog?.startSession?.(sessionId, logPath);
    this.#running.parts.reserved.sessionStarted(connectorId, reason);
  }

  onSessionStopped(connectorId: number, sessionId: string): void {
    const { availability, firmware, reserved } = this.#running.parts;
    reserved.sessionStopped(connectorId);
    firmware.disableIdle(connectorId);
    availability.sessionStopped(connectorId);
    this.#running.parts.resets.check();
    this.#running.smartCharging.sessionEnded(connectorId);
    this.#options.messageLog?.stopSession?.(sessionId);
  }

  onTransactionStarted(report: TransactionStartedReport): void {
    this.#running.parts.start.begin(report);
    this.#running.smartCharging.transactionStarted(report.connectorId);
  }

  onTransactionStopped(report: TransactionStoppedReport): void {
    this.#running.parts.stop.end(report);
    this.#running.smartCharging.transactionEnded(report.connectorId);
    this.#running.pricing.transactionEnded(report.sessionId);
  }

  onSuspendChargingEv(connectorId: number, info?: string): void {
    this.#running.parts.statuses.raise(connectorId, 'PauseChargingEV', info);
  }

  onSuspendChargingEvse(connectorId: number, info?: string): void {
    this.#running.parts.statuses.raise(connectorId, 'PauseChargingEVSE', info);
  }

  onResumeCharging(connectorId: number): void {
    this.#running.parts.statuses.raise(connectorId, 'StartCharging');
  }

  onPluginTimeout(connectorId: number): void {
    const { statuses } = this.#running.parts;
    statuses.raise(connectorId, 'TransactionStoppedAndUserActionRequired', 'ConnectionTimeout');
    this.#running.smartCharging.connectionTimedOut(connectorId);
  }

  onError(connectorId: number, error: ConnectorError): void {
    this.#running.parts.statuses.apply(connectorId, { type: 'errorRaised', error });
  }

  onErrorCleared(connectorId: number, uuid: string): void {
    this.#running.parts.statuses.apply(connectorId, { type: 'errorCleared', uuid });
  }

  onAllErrorsCleared(connectorId: number): void {
    this.#running.parts.statuses.apply(connectorId, { type: 'allErrorsCleared' });
  }

  onEnabled(connectorId: number): void {
    this.#running.parts.statuses.raise(connectorId, 'BecomeAvailable');
  }

  onDisabled(connectorId: number): void {
    this.#running.parts.statuses.raise(connectorId, 'ChangeAvailabilityToUnavailable');
  }

  onReservationStart(connectorId: number): void {
    this.#running.parts.reserved.begun(connectorId);
  }

  onReservationEnd(connectorId: number): void {
    this.#running.parts.reserved.ended(connectorId);
  }

  /** Connector 0 is the meter of the whole station. */
  onMeterValues(connectorId: number, measurement: Measurement): void {
    this.#running.parts.readings.record(connectorId, measurement);
    this.#running.pricing.measured(connectorId);
  }

  onMaxCurrentOffered(connectorId: number, currentA: number): void {
    this.#running.parts.readings.offerCurrent(connectorId, currentA);
  }

  onMaxPowerOffered(connectorId: number, powerW: number): void {
    this.#running.parts.readings.offerPower(connectorId, powerW);
  }

  /** Progress of an upload that GetLog (its `requestId`) or GetDiagnostics (-1) has asked for. */
  onLogStatus(requestId: number, status: string): void {
    this.#running.parts.logs.report(requestId, status);
  }

  /** Progress of a firmware update; decides when connectors have to be out of use, and when they come back. */
  onFirmwareUpdateStatus(report: FirmwareUpdateReport): void {
    this.#running.parts.firmware.report(report);
  }

  onSecurityEvent(event: SecurityEvent): void {
    this.#running.parts.security.report(event);
  }

  /** Rotation has deleted an old security log; the application hears of the event like of any other found here. */
  onSecurityLogCleared(): void {
    this.#running.parts.security.raise({ type: 'SecurityLogWasCleared' });
  }

  /** The same decision that a ChangeAvailability of the central system gets. */
  onChangeAvailability(request: Request<'ChangeAvailability'>): Response<'ChangeAvailability'> {
    const { response, perform } = this.#running.parts.availability.prepare(request);
    perform();
    return response;
  }

  /**
   * The schedules of connector 0..N from now on, as if transactions were running. Before `init` and after `stop` no profiles are
   * known.
   */
  compositeSchedules(durationS: number, unit: ChargingRateUnit): StationSchedule[] {
    const { clock, configuration } = this.#options;
    const sources = this.#run?.compositeSources() ?? withoutProfiles(smartChargingSettings(configuration));
    return stationSchedules(sources, clock.now(), durationS, unit);
  }

  /** With the price of the user where prices are shown. Throws `ChargePointNotStarted`. */
  authorize(idTag: string): Promise<Authorization> {
    const { parts, pricing } = this.#running;
    return pricing.withTariff(idTag, () => authorize(idTag, parts));
  }

  /** Plug & Charge: whether a car may charge on the contract that it shows. Throws `ChargePointNotStarted`. */
  authorizeContract(contract: Contract): Promise<ContractAuthorization> {
    return this.#running.plugAndCharge.authorize(contract);
  }

  /** Plug & Charge: a usable answer of the central system comes as `evCertificateResponse`, none is not reported. */
  requestEvCertificate(request: EvCertificateRequest): Promise<void> {
    return this.#running.plugAndCharge.requestEvCertificate(request);
  }

  /** `undefined` while offline and after 60 s without an answer. */
  dataTransfer(request: Request<'DataTransfer'>): Promise<Response<'DataTransfer'> | undefined> {
    return this.#running.parts.dataTransfer.send(request);
  }

  /** Answers the DataTransfer requests of one vendor and message; may be called before the start. */
  handleDataTransfer(vendorId: string, messageId: string | undefined, handler: DataTransferHandler): void {
    this.#dataTransferHandlers.push([vendorId, messageId, handler]);
    this.#run?.parts.dataTransfer.register(vendorId, messageId, handler);
  }

  getConfiguration(request: Request<'GetConfiguration'> = {}): Response<'GetConfiguration'> {
    return this.#options.configuration.getConfiguration(request.key);
  }

  setConfigurationKey(key: string, value: string): Promise<Response<'ChangeConfiguration'>['status']> {
    return this.#running.configurationControl.set(key, value);
  }

  async #open({ connectorStatuses = new Map(), resumingSessionIds = [] }: StartOptions): Promise<void> {
    try {
      const run = await ChargePointRun.open(this.#options);
      run.link.setResumeDelay(this.#resumeDelayS);
      for (const [vendorId, messageId, handler] of this.#dataTransferHandlers) {
        run.parts.dataTransfer.register(vendorId, messageId, handler);
      }
      this.#run = run;
      this.#begin(run, connectorStatuses, resumingSessionIds);
    } finally {
      this.#opening = undefined;
    }
  }

  #begin(run: ChargePointRun, statuses: ReadonlyMap<number, ChargePointStatus>, sessionIds: readonly string[]): void {
    try {
      run.begin(statuses, sessionIds);
    } catch (error) {
      this.#run = undefined;
      run.close();
      throw error;
    }
  }

  get #running(): ChargePointRun {
    if (this.#run === undefined) throw new ChargePointNotStarted();
    return this.#run;
  }
}
