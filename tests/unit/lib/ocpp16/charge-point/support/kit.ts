import { ManualClock } from '../../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../../lib/log/logger.js';
import { ChargePoint, type StartOptions } from '../../../../../../lib/ocpp16/charge-point/charge-point.js';
import type { ChargePointOptions } from '../../../../../../lib/ocpp16/charge-point/options.js';
import { Configuration, type JsonObject } from '../../../../../../lib/ocpp16/configuration/index.js';
import { compileSchemas } from '../../../../../../lib/ocpp16/configuration/json-schema.js';
import {
  defaultPriceSchema,
  defaultPriceTextSchema,
} from '../../../../../../lib/ocpp16/configuration/price-schemas.js';
import { withDefaults } from '../../../../../../lib/ocpp16/configuration/defaults.js';
import type { ChargePointCallbacks } from '../../../../../../lib/ocpp16/core/callbacks.js';
import type { Measurement } from '../../../../../../lib/ocpp16/core/metering/measurement.js';
import type { ConnectorError } from '../../../../../../lib/ocpp16/core/connectors/active-errors.js';
import { openChargePointStore, type ChargePointStore } from '../../../../../../lib/ocpp16/store/index.js';
import { coreKeys, internalKeys, type Keys } from '../../../../../support/ocpp16-keys.js';
import { FakeCsms, type Frame } from './fake-csms.js';

export const START_MS = Date.UTC(2026, 0, 1, 12, 0, 0);

type Sections = 'Internal' | 'Core' | 'Security' | 'LocalAuthListManagement' | 'Reservation' | 'SmartCharging' | 'PnC';

const core: Keys = {
  ...coreKeys,
  MeterValueSampleInterval: 5,
  StopTxnAlignedData: 'Energy.Active.Import.Register',
  StopTxnSampledData: 'Energy.Active.Import.Register',
  TransactionMessageRetryInterval: 2,
};

type KitKeys = Partial<Record<Sections, Keys>> & { readonly CostAndPrice?: JsonObject };

export interface KitOptions {
  readonly keys?: KitKeys;
  readonly callbacks?: Partial<ChargePointCallbacks>;
  readonly options?: Partial<ChargePointOptions>;
  readonly store?: ChargePointStore;
  readonly startMs?: number;
  /** Callbacks that the station must not have. */
  readonly without?: readonly (keyof ChargePointCallbacks)[];
}

function configuration(keys: KitKeys, clock: ManualClock): Configuration {
  const document = {
    Internal: { ...internalKeys('ws://127.0.0.1:1/'), ...keys.Internal },
    Core: { ...core, ...keys.Core },
    Security: { SecurityProfile: 0, ...keys.Security },
    LocalAuthListManagement: {
      LocalAuthListEnabled: true,
      LocalAuthListMaxLength: 42,
      SendLocalListMaxLength: 42,
      ...keys.LocalAuthListManagement,
    },
    Reservation: { ReserveConnectorZeroSupported: false, ...keys.Reservation },
    ...(keys.SmartCharging !== undefined && { SmartCharging: keys.SmartCharging }),
    ...(keys.PnC !== undefined && { PnC: keys.PnC }),
    ...(keys.CostAndPrice !== undefined && { CostAndPrice: keys.CostAndPrice }),
  };
  return new Configuration({
    document: withDefaults(document),
    checks: compileSchemas({ DefaultPrice: defaultPriceSchema, DefaultPriceText: defaultPriceTextSchema }),
    customSchema: {},
    writableByOperator: new Set(),
    readOnlyByOperator: new Set(),
    userFile: { write: () => undefined },
    log: silentLogger,
    clock,
  });
}

/** A station with two connectors, its application and its central system in one place. */
export class Kit {
  readonly clock: ManualClock;
  readonly csms: FakeCsms;
  readonly station: ChargePoint;
  readonly store: ChargePointStore;
  readonly configuration: Configuration;
  /** What the application was asked, in order: name and arguments. */
  readonly asked: [string, ...unknown[]][] = [];
  readonly #seen = { frames: 0, asked: 0 };

  static async create(options: KitOptions = {}): Promise<Kit> {
    const clock = new ManualClock(options.startMs ?? START_MS);
    return new Kit(options, clock, options.store ?? (await openChargePointStore(':memory:', { clock })));
  }

  private constructor(options: KitOptions, clock: ManualClock, store: ChargePointStore) {
    this.clock = clock;
    this.store = store;
    this.csms = new FakeCsms(() => this.clock.now());
    this.configuration = configuration(options.keys ?? {}, this.clock);
    let seed = 1;
    this.station = new ChargePoint({
      configuration: this.configuration,
      database: ':memory:',
      clock: this.clock,
      random: () => (seed = (seed * 16807) % 2147483647) / 2147483647,
      log: silentLogger,
      callbacks: this.#callbacks(options),
      createTransport: () => this.csms,
      openStore: () => kept(this.store),
      ...options.options,
    });
  }

  /** A station that is booted, with everything that follows from it already gone. */
  static async booted(options: KitOptions = {}, start: StartOptions = {}): Promise<Kit> {
    const kit = await Kit.create(options);
    await kit.station.start(start);
    await kit.clock.settle();
    kit.forget();
    return kit;
  }

  /** The same hardware after the power was gone: a new program on the old database. */
  async afterPowerLoss(options: KitOptions = {}, seconds = 5): Promise<Kit> {
    const startMs = this.clock.now() + seconds * 1000;
    const next = await Kit.create({ startMs, store: this.store, ...options });
    next.csms.transactionId = this.csms.transactionId;
    return next;
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
  }

  at(seconds: number): string {
    return new Date(START_MS + seconds * 1000).toISOString();
  }

  now(): string {
    return new Date(this.clock.now()).toISOString();
  }

  forget(): void {
    this.#seen.frames = this.csms.received.length;
    this.#seen.asked = this.asked.length;
  }

  /** What the central system has got since `forget`. */
  frames(): Frame[] {
    return this.csms.received.slice(this.#seen.frames);
  }

  /** The same as short texts: action, and what tells one message of its kind from another. */
  async story(): Promise<string[]> {
    await this.clock.settle();
    if (this.csms.violations.length > 0) throw new Error(this.csms.violations.join('\n'));
    return this.frames().map(brief);
  }

  async payloads(action: string): Promise<Record<string, unknown>[]> {
    await this.clock.settle();
    return this.frames()
      .filter((frame) => frame.action === action)
      .map(({ payload }) => payload);
  }

  async questions(): Promise<[string, ...unknown[]][]> {
    await this.clock.settle();
    return this.asked.slice(this.#seen.asked);
  }

  meter(connectorId: number, energyWh: number, more: Partial<Measurement> = {}): void {
    this.station.onMeterValues(connectorId, {
      powerMeter: { timestamp: this.now(), energyImportWh: { total: energyWh } },
      ...more,
    });
  }

  startTransaction(connectorId = 1, more: Partial<Parameters<ChargePoint['onTransactionStarted']>[0]> = {}): void {
    const timestamp = this.now();
    const sessionId = `session-${connectorId}`;
    this.station.onTransactionStarted({
      connectorId,
      sessionId,
      idTag: 'DEADBEEF',
      meterStartWh: 0,
      timestamp,
      ...more,
    });
  }

  stopTransaction(connectorId = 1, more: Partial<Parameters<ChargePoint['onTransactionStopped']>[0]> = {}): void {
    const timestamp = this.now();
    const sessionId = `session-${connectorId}`;
    this.station.onTransactionStopped({
      connectorId,
      sessionId,
      reason: 'Local',
      timestamp,
      meterStopWh: 35,
      ...more,
    });
  }

  /** Plugged in, authorized and charging. */
  async charge(connectorId = 1, more: Partial<Parameters<ChargePoint['onTransactionStarted']>[0]> = {}): Promise<void> {
    this.station.onSessionStarted({ connectorId, sessionId: `session-${connectorId}`, reason: 'EVConnected' });
    this.startTransaction(connectorId, more);
    this.station.onResumeCharging(connectorId);
    await this.clock.settle();
  }

  error(uuid: string, more: Partial<ConnectorError> = {}): ConnectorError {
    return { uuid, errorCode: 'OtherError', isFault: true, timestamp: this.now(), ...more };
  }

  #callbacks(options: KitOptions): ChargePointCallbacks {
    const note =
      <T>(name: string, answer: T) =>
      (...args: unknown[]): T => {
        this.asked.push([name, ...args]);
        return answer;
      };
    const all: ChargePointCallbacks = {
      pauseCharging: note('pauseCharging', true),
      stopTransaction: note('stopTransaction', true),
      provideToken: note('provideToken', undefined),
      enableEvse: note('enableEvse', true),
      disableEvse: note('disableEvse', true),
      unlockConnector: note('unlockConnector', 'Unlocked'),
      reserveNow: note('reserveNow', 'Accepted'),
      cancelReservation: note('cancelReservation', true),
      isTokenReservedForConnector: note('isTokenReservedForConnector', 'NotReserved'),
      isResetAllowed: note('isResetAllowed', true),
      reset: note('reset', undefined),
      setConnectionTimeout: note('setConnectionTimeout', undefined),
      setSystemTime: note('setSystemTime', undefined),
      bootNotificationResponse: note('bootNotificationResponse', undefined),
      connectionStateChanged: note('connectionStateChanged', undefined),
      transactionStarted: note('transactionStarted', undefined),
      transactionUpdated: note('transactionUpdated', undefined),
      transactionStopped: note('transactionStopped', undefined),
      configurationKeyChanged: note('configurationKeyChanged', undefined),
      securityEvent: note('securityEvent', undefined),
      chargingProfilesChanged: note('chargingProfilesChanged', undefined),
      ...options.callbacks,
    };
    const wanted = Object.entries(all).filter(([name]) => !options.without?.some((missing) => missing === name));
    return Object.fromEntries(wanted) as unknown as ChargePointCallbacks;
  }
}

/** A store that outlives the program that closes it. */
function kept(store: ChargePointStore): ChargePointStore {
  return {
    path: store.path,
    messages: store.messages,
    availability: store.availability,
    authorizationCache: store.authorizationCache,
    localList: store.localList,
    transactions: store.transactions,
    meterValues: store.meterValues,
    chargingProfiles: store.chargingProfiles,
    securityProfile: store.securityProfile,
    transaction: (work) => store.transaction(work),
    close: () => undefined,
  };
}

interface Value {
  readonly context: string;
  readonly format?: string;
  readonly value: string;
}

/** `MeterValues 1 Sample.Periodic 8.00 tx 1` and the like. */
function brief({ action, payload }: Frame): string {
  const words: unknown[] = [action];
  switch (action) {
    case 'StatusNotification':
      words.push(
        payload['connectorId'],
        payload['status'],
        ...(payload['info'] === undefined ? [] : [payload['info']]),
      );
      if (payload['errorCode'] !== 'NoError') words.push(payload['errorCode']);
      break;
    case 'MeterValues': {
      const [value] = (payload['meterValue'] as { sampledValue: Value[] }[])[0]!.sampledValue;
      words.push(payload['connectorId'], value!.context, value!.value);
      if (payload['transactionId'] !== undefined) words.push('tx', payload['transactionId']);
      break;
    }
    case 'StartTransaction':
      words.push(payload['connectorId'], payload['idTag']);
      break;
    case 'StopTransaction':
      words.push(payload['reason'], payload['meterStop'], 'tx', payload['transactionId']);
      break;
    case 'SecurityEventNotification':
      words.push(payload['type']);
      break;
    case 'Authorize':
      words.push(payload['idTag']);
      break;
    default:
      if (typeof payload['status'] === 'string') words.push(payload['status']);
      if (typeof payload['error'] === 'string') words.push(payload['error']);
  }
  return words.join(' ');
}
