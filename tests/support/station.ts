import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { CentralSystem, CentralSystemOptions, Message } from '../../csms/index.js';
import type { ActionToCsms, Request } from '../../lib/ocpp16/messages/index.js';
import { RealClock } from '../../framework/clock/index.js';
import { silentLogger } from '../../lib/log/logger.js';
import type { ControlMessage } from '../../cli/live/control-topics.js';
import { freePort, Program, root, temporaryFolder } from './manager-process.js';
import { RawMqtt } from './raw-mqtt.js';
import { StatusPipe } from './status-pipe.js';
import { strictCentralSystem } from './central-system.js';

export interface StationOptions {
  /** Changes of the OCPP configuration, by section. */
  readonly ocpp?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Further arguments of the manager. */
  readonly args?: readonly string[];
  readonly csms?: Partial<CentralSystemOptions>;
  /** Another configuration than config/config-sil-ocpp.yaml; its paths are made private all the same. */
  readonly config?: string;
  /** Port of a broker that runs already; then no embedded one is started. */
  readonly brokerPort?: number;
}

type SampledValue = Request<'MeterValues'>['meterValue'][number]['sampledValue'][number];

interface ActiveModule {
  module: string;
  config_module?: Record<string, unknown>;
  config_implementation?: Record<string, Record<string, unknown>>;
}

/** The delivered station as real processes, with files, ports and a central system of its own. */
export class Station {
  readonly folder: string;
  readonly mqttPort: number;
  csms: CentralSystem;
  readonly options: StationOptions;
  readonly #csmsPort: number;
  readonly #remove: () => void;
  readonly configFile: string;
  manager: Program | undefined;
  bus: RawMqtt | undefined;
  #starts = 0;

  private constructor(
    options: StationOptions,
    folder: ReturnType<typeof temporaryFolder>,
    mqttPort: number,
    csms: CentralSystem,
  ) {
    this.options = options;
    this.folder = folder.path;
    this.#remove = folder.remove;
    this.mqttPort = mqttPort;
    this.csms = csms;
    this.#csmsPort = csms.port;
    this.configFile = writeConfiguration(options, folder.path, csms.port);
  }

  /** Everything is written; nothing runs but the central system. */
  static async prepare(options: StationOptions = {}): Promise<Station> {
    const csms = await strictCentralSystem({ clock: new RealClock(), log: silentLogger, port: 0, ...options.csms });
    return new Station(options, temporaryFolder(), options.brokerPort ?? (await freePort()), csms);
  }

  static async start(options: StationOptions = {}): Promise<Station> {
    const station = await Station.prepare(options);
    await station.boot();
    return station;
  }

  /** Starts the manager and waits until all modules are ready. */
  async boot(): Promise<void> {
    const pipe = new StatusPipe(join(this.folder, `status-${this.#starts++}`));
    const broker = this.options.brokerPort === undefined ? 'embedded' : 'external';
    const args = [
      '--config',
      this.configFile,
      '--status-fifo',
      pipe.path,
      '--broker',
      broker,
      ...(this.options.args ?? []),
    ];
    this.manager = new Program('manager', args, {
      MQTT_SERVER_ADDRESS: '127.0.0.1',
      MQTT_SERVER_PORT: String(this.mqttPort),
    });
    try {
      await Promise.race([pipe.until('ALL_MODULES_STARTED'), this.manager.exited.then(() => this.#failed())]);
    } finally {
      pipe.close();
    }
    this.bus = await RawMqtt.connect(this.mqttPort);
  }

  /** The payload of the next call of the charge point that fits. */
  async next<A extends ActionToCsms>(
    action: A,
    fits: (payload: Request<A>) => boolean = () => true,
    timeoutMs = 15_000,
  ): Promise<Request<A>> {
    const { payload } = await this.csms.next(action, {
      where: (message) => fits(message.payload as Request<A>),
      timeoutMs,
    });
    return payload as Request<A>;
  }

  /** Waits for a status of a connector. */
  async status(connector: number, wanted: string, timeoutMs?: number): Promise<void> {
    await this.next(
      'StatusNotification',
      ({ connectorId, status }) => connectorId === connector && status === wanted,
      timeoutMs,
    );
  }

  /** Wh of the next sampled Energy.Active.Import.Register. */
  async nextEnergyWh(): Promise<number> {
    const isEnergy = ({ measurand, format }: SampledValue): boolean =>
      measurand === 'Energy.Active.Import.Register' && format !== 'SignedData';
    const { meterValue } = await this.next('MeterValues', (payload) =>
      payload.meterValue.some(({ sampledValue }) => sampledValue.some(isEnergy)),
    );
    const sample = meterValue.flatMap(({ sampledValue }) => sampledValue).find(isEnergy);
    return Number(sample?.value);
  }

  /** Does what `everest drive` does. */
  async drive({ topic, payload }: ControlMessage): Promise<void> {
    await this.bus?.publish(topic, payload);
  }

  /** `kill -9` of the whole system: manager and hosts. */
  async killAll(): Promise<void> {
    await this.bus?.close();
    this.manager?.kill('SIGKILL');
    await this.manager?.exited;
  }

  /** The central system goes, and comes back at the same address with what it knew. */
  async closeCsms(): Promise<void> {
    await this.csms.close();
  }

  async reopenCsms(): Promise<void> {
    this.csms = await strictCentralSystem({
      clock: new RealClock(),
      log: silentLogger,
      ...this.options.csms,
      port: this.#csmsPort,
    });
  }

  async stop(): Promise<number | null | undefined> {
    await this.bus?.close();
    const code = await this.manager?.stop();
    await this.csms.close();
    this.#remove();
    return code;
  }

  #failed(): never {
    throw new Error(`the station ended while it started:\n${this.manager?.stderr}`);
  }
}

/** `Action` of calls of the charge point, with the status or reason that tells them apart. */
export function storyOf(messages: readonly Message[]): string[] {
  return messages.filter(({ direction, kind }) => direction === 'received' && kind === 'call').map(stepOf);
}

export function stepOf({ action, payload }: Message): string {
  const { connectorId, status, reason } = payload as { connectorId?: number; status?: string; reason?: string };
  const about = [connectorId, status, reason].filter((part) => part !== undefined).join(' ');
  return about === '' ? action : `${action} ${about}`;
}

function writeConfiguration({ ocpp = {}, config }: StationOptions, folder: string, csmsPort: number): string {
  const base = JSON.parse(readFileSync(join(root, 'config/modules/OCPP/config-docker.json'), 'utf8')) as Record<
    string,
    object
  >;
  const sections = {
    Internal: { CentralSystemURI: `127.0.0.1:${csmsPort}/steve/websocket/CentralSystemService/` },
    Core: {},
  };
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(sections), ...Object.keys(ocpp)])].map((name) => [
      name,
      { ...base[name], ...(sections as Record<string, object>)[name], ...ocpp[name] },
    ]),
  );
  const ocppFile = join(folder, 'ocpp.json');
  writeFileSync(ocppFile, JSON.stringify(merged, undefined, 2));
  mkdirSync(join(folder, 'logs'), { recursive: true });

  const document = parse(readFileSync(config ?? join(root, 'config/config-sil-ocpp.yaml'), 'utf8')) as {
    active_modules: Record<string, ActiveModule>;
  };
  for (const module of Object.values(document.active_modules)) makePrivate(module, folder, ocppFile);
  const file = join(folder, 'config.yaml');
  writeFileSync(file, stringify(document));
  return file;
}

/** Nothing a station writes is shared with another one. */
function makePrivate(module: ActiveModule, folder: string, ocppFile: string): void {
  if (module.module === 'OCPP') {
    module.config_module = {
      ...module.config_module,
      ChargePointConfigPath: ocppFile,
      UserConfigPath: join(folder, 'user_config.json'),
      DatabasePath: join(folder, 'ocpp-database'),
      MessageLogPath: join(folder, 'logs'),
    };
  }
  if (module.module === 'EvseManager')
    module.config_module = { ...module.config_module, session_logging_path: join(folder, 'logs') };
  if (module.module === 'PersistentStore') module.config_module = { sqlite_db_file_path: join(folder, 'store.db') };
  if (module.module === 'ErrorHistory')
    module.config_implementation = { error_history: { database_path: join(folder, 'errors.db') } };
}
