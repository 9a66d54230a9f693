import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import {
  ChargePoint,
  loadConfiguration,
  type ChargePointCallbacks,
  type ChargePointOptions,
  type Configuration,
} from '../../../lib/ocpp16/index.js';
import { coreKeys, internalKeys, type Keys } from '../../support/ocpp16-keys.js';

function documentFor(
  centralSystemUri: string,
  { Internal, Core, Security, ...others }: Partial<Record<string, Keys>>,
): object {
  return {
    ...others,
    Internal: {
      ...internalKeys(centralSystemUri),
      RetryBackoffWaitMinimum: 0,
      RetryBackoffRandomRange: 0,
      ...Internal,
    },
    Core: {
      ...coreKeys,
      MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
      MeterValueSampleInterval: 1,
      StopTxnSampledData: 'Energy.Active.Import.Register,Power.Active.Import',
      ...Core,
    },
    LocalAuthListManagement: { LocalAuthListEnabled: true, LocalAuthListMaxLength: 10, SendLocalListMaxLength: 10 },
    Security: { SecurityProfile: 1, AuthorizationKey: 'DEADBEEFDEADBEEF', ...Security },
  };
}

/** A station with its files in a folder of its own; the application does at once what it is told. */
export class Station {
  readonly clock = new RealClock();
  readonly asked: string[] = [];
  chargePoint!: ChargePoint;
  configuration!: Configuration;
  readonly #folder: string;
  #disconnected: () => void = () => undefined;

  private constructor(
    folder: string,
    readonly options: Partial<ChargePointOptions>,
  ) {
    this.#folder = folder;
  }

  static async create(
    uri: string,
    keys: Partial<Record<string, Keys>> = {},
    options: Partial<ChargePointOptions> = {},
  ): Promise<Station> {
    const station = new Station(await mkdtemp(join(tmpdir(), 'ocpp16-')), options);
    await writeFile(join(station.#folder, 'config.json'), JSON.stringify(documentFor(uri, keys)));
    await station.load();
    return station;
  }

  /** Reads the files as a new program does. */
  async load(): Promise<void> {
    const { clock } = this;
    this.configuration = await loadConfiguration({
      configPath: join(this.#folder, 'config.json'),
      userConfigPath: join(this.#folder, 'user.json'),
      log: silentLogger,
      clock,
    });
    this.chargePoint = new ChargePoint({
      configuration: this.configuration,
      database: this.#folder,
      clock,
      random: Math.random,
      log: silentLogger,
      ...this.options,
      callbacks: { ...this.#callbacks(), ...this.options.callbacks },
    });
  }

  async close(): Promise<void> {
    await this.chargePoint.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Resolves when the station has noticed that its connection is gone. */
  untilDisconnected(): Promise<void> {
    return new Promise((resolve) => {
      this.#disconnected = resolve;
    });
  }

  start(connectorId: number, idTag: string): void {
    const sessionId = `session-${connectorId}`;
    this.measure(connectorId, 100);
    this.chargePoint.onSessionStarted({ connectorId, sessionId, reason: 'EVConnected' });
    this.chargePoint.onTransactionStarted({
      connectorId,
      sessionId,
      idTag,
      meterStartWh: 100,
      timestamp: this.now(),
      signedMeterValue: 'signed start',
    });
    this.chargePoint.onResumeCharging(connectorId);
  }

  stop(connectorId: number, reason: Parameters<ChargePointCallbacks['stopTransaction']>[1]): void {
    const sessionId = `session-${connectorId}`;
    const timestamp = this.now();
    this.chargePoint.onTransactionStopped({ connectorId, sessionId, reason, timestamp, meterStopWh: 150 });
  }

  measure(connectorId: number, energyWh: number): void {
    this.chargePoint.onMeterValues(connectorId, {
      powerMeter: {
        timestamp: this.now(),
        energyImportWh: { total: energyWh, L1: energyWh },
        powerW: { total: 11000.5, L1: 3666.8 },
        currentA: { L1: 16.02, L2: 16.02, L3: 16.02 },
        voltageV: { L1: 229.9 },
      },
    });
  }

  now(): string {
    return new Date(this.clock.now()).toISOString();
  }

  #callbacks(): ChargePointCallbacks {
    return {
      pauseCharging: () => undefined,
      stopTransaction: (connectorId, reason) => this.stop(connectorId, reason),
      provideToken: ({ idTag, connectors }) => this.start(connectors[0]!, idTag),
      enableEvse: (connectorId) => this.chargePoint.onEnabled(connectorId),
      disableEvse: (connectorId) => this.chargePoint.onDisabled(connectorId),
      unlockConnector: () => 'Unlocked',
      isResetAllowed: () => true,
      reset: (type) => this.asked.push(`reset ${type}`),
      connectionStateChanged: ({ isConnected }) => {
        if (!isConnected) this.#disconnected();
      },
    };
  }
}
