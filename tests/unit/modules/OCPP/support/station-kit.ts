import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineModule, timestamp, type Logger } from 'everest-ts';
import { ManualClock, startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import type { OCPP } from '#generated/modules/OCPP';
import type { SessionEvent } from '#generated/types/evse_manager';
import type { Powermeter } from '#generated/types/powermeter';
import { openChargePointStore, type ChargePointStore } from '../../../../../lib/ocpp16/index.js';
import { StoreFailed } from '../../../../../lib/sqlite/index.js';
import { runStation, type StationOverrides } from '../../../../../modules/OCPP/station.js';
import { FakeCsms } from '../../../lib/ocpp16/charge-point/support/fake-csms.js';

type Keys = Record<string, Record<string, unknown>>;

const document: Keys = {
  Internal: {
    ChargePointId: 'cp001',
    CentralSystemURI: '127.0.0.1:8180/steve/websocket/CentralSystemService/',
    ChargeBoxSerialNumber: 'cp001',
    ChargePointModel: 'Yeti',
    ChargePointVendor: 'Pionix',
    FirmwareVersion: '0.1',
    LogMessages: false,
  },
  Core: {
    AuthorizeRemoteTxRequests: false,
    ClockAlignedDataInterval: 0,
    ConnectionTimeOut: 10,
    ConnectorPhaseRotation: '0.RST,1.RST',
    GetConfigurationMaxKeys: 100,
    HeartbeatInterval: 3600,
    LocalAuthorizeOffline: false,
    LocalPreAuthorize: false,
    MeterValuesAlignedData: 'Energy.Active.Import.Register',
    MeterValuesSampledData: 'Energy.Active.Import.Register',
    MeterValueSampleInterval: 5,
    NumberOfConnectors: 7,
    ResetRetries: 1,
    StopTransactionOnInvalidId: true,
    StopTxnAlignedData: 'Energy.Active.Import.Register',
    StopTxnSampledData: 'Energy.Active.Import.Register',
    SupportedFeatureProfiles: 'Core,LocalAuthListManagement,RemoteTrigger,Reservation',
    TransactionMessageAttempts: 3,
    TransactionMessageRetryInterval: 2,
    UnlockConnectorOnEVSideDisconnect: false,
  },
  LocalAuthListManagement: { LocalAuthListEnabled: true, LocalAuthListMaxLength: 42, SendLocalListMaxLength: 42 },
  Security: { SecurityProfile: 0 },
};

export interface StationOptions {
  /** Keys that differ, by section. */
  readonly keys?: Keys;
  readonly config?: Partial<OCPP['config']['module']>;
  readonly connections?: NonNullable<KitOptions<OCPP>['connections']>;
  readonly mappings?: NonNullable<KitOptions<OCPP>['mappings']>;
  readonly overrides?: StationOverrides;
  readonly log?: Logger;
  /** Whether the EVSEs are ready and the boot is accepted; default true. */
  readonly booted?: boolean;
  /** Checking every value takes most of the time of a test; default true. */
  readonly validateSchema?: boolean;
  /** Other answers of the fakes. */
  readonly prepare?: (kit: ModuleKit<OCPP>) => void;
  /** Default: the database is in memory and ends with the run. */
  readonly database?: 'file';
  /** Whether the database takes no transactions. */
  readonly failingStore?: boolean;
  /** Files of an earlier run. */
  readonly folder?: string;
  readonly clock?: ManualClock;
}

/** The module between fake EVSEs and a fake central system. */
export class StationKit {
  readonly kit: ModuleKit<OCPP>;
  readonly csms: FakeCsms;
  readonly folder: string;
  #seen = 0;

  static async start(options: StationOptions = {}): Promise<StationKit> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ocpp-'));
    if (options.folder === undefined) writeConfiguration(folder, options.keys ?? {});
    const clock = options.clock ?? new ManualClock();
    const csms = new FakeCsms(() => clock.now());
    const overrides = {
      createTransport: () => csms,
      ...(options.database !== 'file' && { openStore: () => openStore(clock, options.failingStore ?? false) }),
      ...options.overrides,
    };
    const definition = defineModule<OCPP>((context) => runStation(context, overrides));
    const kit = await startModule<OCPP>('OCPP', definition, {
      clock,
      random: seeded(),
      ready: false,
      validateSchema: options.validateSchema ?? true,
      shareDir: folder,
      config: { module: { ...pathsIn(folder), ...options.config } },
      connections: { evse_manager: 2, ...options.connections },
      ...(options.mappings !== undefined && { mappings: options.mappings }),
      ...(options.log !== undefined && { log: options.log }),
    });
    const station = new StationKit(kit, csms, folder);
    const evses = options.connections?.evse_manager ?? 2;
    station.#answerAll(evses);
    options.prepare?.(kit);
    await kit.ready();
    await station.settle();
    if (options.booted ?? true) await station.boot(evses);
    return station;
  }

  private constructor(kit: ModuleKit<OCPP>, csms: FakeCsms, folder: string) {
    this.kit = kit;
    this.csms = csms;
    this.folder = folder;
  }

  /** All EVSEs report that they wait, and the central system accepts the station. */
  async ready(count = 2): Promise<void> {
    for (let index = 0; index < count; index++) {
      this.kit.peer('evse_manager', index).publish('waiting_for_external_ready', true);
    }
    await this.settle();
  }

  /** The same, and what it says at first is forgotten. */
  async boot(count = 2): Promise<void> {
    await this.ready(count);
    this.forget();
  }

  breakDatabase(): void {
    const path = join(this.folder, 'database', 'cp001.db');
    renameSync(path, `${path}.aside`);
    mkdirSync(path);
  }

  mendDatabase(): void {
    const path = join(this.folder, 'database', 'cp001.db');
    rmSync(path, { recursive: true });
    renameSync(`${path}.aside`, path);
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) await this.kit.clock.advance(0);
  }

  async pass(seconds: number): Promise<void> {
    await this.kit.clock.advance(seconds * 1000);
    await this.settle();
  }

  /** Ends the module; its files stay for another run. */
  async close(): Promise<void> {
    await this.kit.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  forget(): void {
    this.#seen = this.csms.received.length;
  }

  /** What the central system has got since `forget`: action and the members that tell messages apart. */
  async story(): Promise<string[]> {
    await this.settle();
    return this.csms.received.slice(this.#seen).map(({ action, payload }) => brief(action, payload));
  }

  async payloads(action: string): Promise<Record<string, unknown>[]> {
    await this.settle();
    const frames = this.csms.received.slice(this.#seen).filter((frame) => frame.action === action);
    return frames.map(({ payload }) => payload);
  }

  async event(evseId: number, event: SessionEvent['event'], more: Partial<SessionEvent> = {}): Promise<void> {
    const value: SessionEvent = { uuid: `session-${evseId}`, timestamp: this.now(), event, ...more };
    this.kit.peer('evse_manager', evseId - 1).publish('session_event', value);
    await this.settle();
  }

  async plugIn(evseId = 1): Promise<void> {
    await this.event(evseId, 'SessionStarted', {
      session_started: { reason: 'EVConnected', meter_value: this.meter(0) },
    });
  }

  async startTransaction(evseId = 1, tag = 'DEADBEEF', more: object = {}): Promise<void> {
    await this.event(evseId, 'TransactionStarted', {
      transaction_started: { id_tag: token(tag), meter_value: this.meter(12.4), ...more },
    });
  }

  async finishTransaction(evseId: number, more: object): Promise<void> {
    await this.event(evseId, 'TransactionFinished', {
      transaction_finished: { meter_value: this.meter(35.5), ...more },
    });
  }

  async unplug(evseId = 1): Promise<void> {
    await this.event(evseId, 'SessionFinished', { session_finished: { meter_value: this.meter(35.5) } });
  }

  /** Plugged in, authorized and charging. */
  async charge(evseId = 1): Promise<void> {
    await this.plugIn(evseId);
    await this.startTransaction(evseId);
    await this.event(evseId, 'ChargingStarted');
    this.forget();
  }

  meter(totalWh: number): Powermeter {
    return { timestamp: this.now(), energy_Wh_import: { total: totalWh } };
  }

  now(): string {
    return timestamp(this.kit.clock);
  }

  #answerAll(evses: number): void {
    for (let index = 0; index < evses; index++) {
      const evse = this.kit.peer('evse_manager', index);
      evse.answer('get_evse', () => ({ id: index + 1, connectors: [{ id: 1 }] }));
      evse.answer('enable_disable', () => true);
      evse.answer('pause_charging', () => true);
      evse.answer('stop_transaction', () => true);
      evse.answer('force_unlock', () => true);
      evse.answer('external_ready_to_start_charging', () => true);
      evse.answer('set_plug_and_charge_configuration', () => undefined);
    }
    this.kit.peer('auth').answer('set_connection_timeout', () => undefined);
    const system = this.kit.peer('system');
    system.answer('get_boot_reason', () => 'PowerUp');
    system.answer('set_system_time', () => true);
    system.answer('is_reset_allowed', () => true);
    system.answer('reset', () => undefined);
    const reservation = this.kit.peer('reservation');
    reservation.answer('reserve_now', () => 'Accepted');
    reservation.answer('cancel_reservation', () => true);
    reservation.answer('exists_reservation', () => 'NotReserved');
    this.kit.peer('security').answer('is_ca_certificate_installed', () => false);
  }
}

export function token(value: string): { id_token: { value: string; type: 'ISO14443' }; authorization_type: 'RFID' } {
  return { id_token: { value, type: 'ISO14443' }, authorization_type: 'RFID' };
}

/** Writes the configuration file of a station. */
export function writeConfiguration(folder: string, keys: Keys): void {
  const names = new Set([...Object.keys(document), ...Object.keys(keys)]);
  const sections = [...names].map((name) => [name, { ...document[name], ...keys[name] }] as const);
  writeFileSync(join(folder, 'ocpp-config.json'), JSON.stringify(Object.fromEntries(sections)));
}

async function openStore(clock: ManualClock, isFailing: boolean): Promise<ChargePointStore> {
  const store = await openChargePointStore(':memory:', { clock });
  if (!isFailing) return store;
  const fail = (): never => {
    throw new StoreFailed('cp001.db', 'FULL', 'disk is full');
  };
  return {
    ...store,
    close: () => store.close(),
    transactions: { ...store.transactions, insert: fail, setStopped: fail },
  };
}

/** Numbers that differ, and are the same in each run. */
function seeded(): () => number {
  let seed = 1;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function pathsIn(folder: string): Partial<OCPP['config']['module']> {
  return {
    ChargePointConfigPath: join(folder, 'ocpp-config.json'),
    UserConfigPath: join(folder, 'user_config.json'),
    DatabasePath: join(folder, 'database'),
    MessageLogPath: join(folder, 'logs'),
  };
}

/** `StatusNotification 1 Preparing EVConnected` and the like. */
function brief(action: string, payload: Record<string, unknown>): string {
  const members: Record<string, readonly string[]> = {
    StatusNotification: ['connectorId', 'status', 'info'],
    StartTransaction: ['connectorId', 'idTag', 'reservationId'],
    StopTransaction: ['reason', 'idTag', 'transactionId'],
    SecurityEventNotification: ['type'],
    Authorize: ['idTag'],
    MeterValues: ['connectorId', 'transactionId'],
  };
  const words = (members[action] ?? ['status', 'error']).map((member) => payload[member]);
  return [action, ...words.filter((word) => typeof word === 'string' || typeof word === 'number')].join(' ');
}
