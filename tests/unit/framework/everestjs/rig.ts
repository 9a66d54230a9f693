import type { Mod, ModuleSetup } from '../../../../everestjs/index.js';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Core } from '../../../../framework/everestjs/core.js';
import { createEverestjs, type Everestjs } from '../../../../framework/everestjs/index.js';
import type { CoreEvent, CoreLink, CoreOperation, CoreSettings } from '../../../../framework/everestjs/messages.js';
import { encodeEnvelope, type MessageType } from '../../../../framework/wire/envelope.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { Transport } from '../../../../framework/wire/transport.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';

interface Meter {
  cmds: {
    set_limit: { args: { ampere: number }; result: unknown };
    reset: { args: {}; result: unknown };
  };
  vars: { reading: number | undefined; note: object };
  errors: 'demo/Overheat' | 'demo/NoData';
}

interface VarOnly {
  cmds: {};
  vars: { level: number };
  errors: never;
}

interface CmdOnly {
  cmds: { go: { args: {}; result: null } };
  vars: {};
  errors: never;
}

/** The module of the rig with the types that everestjs publishes, so that these are held against what there is. */
export interface RigModule {
  config: { module: { speed: number; word: string }; implementations: { main: {}; quiet: { loud: boolean } } };
  provides: { main: Meter; quiet: VarOnly };
  requires: {
    meters: { interface: Meter; cardinality: 'many' };
    single: { interface: Meter; cardinality: 'one' };
    listener: { interface: VarOnly; cardinality: 'one' };
    nobody: { interface: VarOnly; cardinality: 'optional' };
    commander: { interface: CmdOnly; cardinality: 'optional' };
  };
  externalMqtt: true;
  telemetry: true;
  globalErrors: false;
}

export type RigSetup = ModuleSetup<RigModule>;
export type RigMod = Mod<RigModule>;
type SetupHandler = ((moduleSetup: RigSetup) => unknown) | undefined;

const demoErrors = {
  demo: {
    Overheat: { name: 'Overheat', description: 'Too hot', namespace: 'demo' },
    NoData: { name: 'NoData', description: 'Nothing to show', namespace: 'demo' },
  },
};

const meter = {
  cmds: {
    set_limit: { arguments: { ampere: { type: 'number' } }, result: { type: 'boolean' } },
    reset: { arguments: {}, result: { type: 'null' } },
  },
  vars: { reading: { type: 'number' }, note: { type: 'object' } },
  errors: demoErrors,
};

const plainManifest = {
  description: 'The module of the rig',
  config: {},
  provides: {
    main: { description: 'A meter', interface: 'meter', config: {} },
    quiet: { description: 'Nothing to call', interface: 'var_only', config: {} },
  },
  requires: {
    meters: { interface: 'meter', min_connections: 0, max_connections: 8 },
    single: { interface: 'meter', min_connections: 1, max_connections: 1 },
    listener: { interface: 'var_only', min_connections: 1, max_connections: 1 },
    nobody: { interface: 'unknown', min_connections: 0, max_connections: 1 },
    commander: { interface: 'cmd_only', min_connections: 0, max_connections: 1 },
  },
  enable_external_mqtt: true,
  enable_telemetry: true,
  enable_global_errors: false,
  metadata: { license: 'l', authors: ['a'] },
};

const slot = (id: string, module: string, index = 0): object => ({
  module_id: module,
  implementation_id: 'main',
  requirement: index === 0 ? { id } : { id, index },
});

const parameter = (name: string, value: unknown): object => ({
  name,
  value,
  characteristics: { datatype: 'string', mutability: 'ReadOnly' },
});

export interface RigOptions {
  readonly manifest?: object;
  readonly parameters?: object;
  readonly connections?: object;
  readonly validateSchema?: boolean;
  readonly telemetryEnabled?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** What each call of a command answers; a function may throw. */
  readonly answers?: Readonly<Record<string, (args: unknown) => unknown>>;
}

/** A message of the bus as JSON. */
export interface Heard {
  readonly msg_type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Result {
  readonly id: string;
  readonly origin: string;
  readonly retval?: unknown;
  readonly error?: Readonly<Record<string, string>>;
}

/** One everestjs module whose two threads are one, on a broker in memory. */
export class EverestjsRig {
  readonly broker = new MemoryBroker();
  readonly clock = new ManualClock();
  readonly coreLog = new LogBook();
  readonly lines: { level: number; msg: string; [field: string]: unknown }[] = [];
  readonly seen: { readonly topic: string; readonly text: string }[] = [];
  readonly asked: CoreOperation[] = [];
  readonly exits: number[] = [];
  readonly crashes: unknown[] = [];
  readonly core: Core;
  readonly api: Everestjs;
  released = false;
  abandoned = false;
  closed = false;
  readonly #options: RigOptions;
  readonly #client: Transport = this.broker.connect();
  readonly #pending: CoreEvent[] = [];
  #deliver: ((event: CoreEvent) => void) | undefined;
  #document: unknown;

  private constructor(options: RigOptions) {
    this.#options = options;
    const settings: CoreSettings = {
      moduleId: 'rig',
      address: { host: 'nowhere', port: 1 },
      everestPrefix: 'e/',
      externalPrefix: 'x/',
      validateSchema: options.validateSchema ?? false,
    };
    this.core = new Core({
      settings,
      clock: this.clock,
      log: this.coreLog.logger,
      openConnection: async () => this.broker.connect(),
      emit: (event) => (this.#deliver === undefined ? void this.#pending.push(event) : this.#deliver(event)),
      onClosed: () => (this.closed = true),
    });
    this.api = createEverestjs({
      environment: {
        EV_MODULE: 'rig',
        EV_MQTT_BROKER_PORT: '1',
        ...(options.validateSchema === true && { EV_VALIDATE_SCHEMA: '1' }),
        ...options.environment,
      },
      clock: this.clock,
      write: (line) => void this.lines.push(JSON.parse(line) as { level: number; msg: string }),
      pretty: false,
      openLink: () => this.#link(),
      exit: (code) => void this.exits.push(code),
      crash: (error) => void this.crashes.push(error),
    });
  }

  /** Everything is ready for `boot_module`. */
  static async open(options: RigOptions = {}): Promise<EverestjsRig> {
    const rig = new EverestjsRig(options);
    await rig.#serveManager();
    rig.#document = await rig.core.perform({ op: 'boot' });
    return rig;
  }

  /** A module that was set up with `setup`; the module has not heard of the global ready. */
  static async boot(
    setup: SetupHandler,
    options: RigOptions = {},
  ): Promise<{ rig: EverestjsRig; ready: Promise<RigMod> }> {
    const rig = await EverestjsRig.open(options);
    const ready = rig.api.boot_module(setup) as Promise<unknown> as Promise<RigMod>;
    await settled();
    return { rig, ready };
  }

  /** As `boot`, and the global ready has come; `mod` as the module got it. */
  static async run(setup: SetupHandler, options: RigOptions = {}): Promise<{ rig: EverestjsRig; mod: RigMod }> {
    const { rig, ready } = await EverestjsRig.boot(setup, options);
    await rig.send('e/ready', 'GlobalReady', true);
    return { rig, mod: await ready };
  }

  async send(topic: string, type: MessageType, data: unknown): Promise<void> {
    await this.sendText(topic, encodeEnvelope(type, data));
  }

  async sendText(topic: string, text: string): Promise<void> {
    await this.#client.publish(topic, text, { qos: 2 });
    await settled();
  }

  async command(name: string, args: unknown, id = '1'): Promise<void> {
    await this.send(`e/modules/rig/impl/main/cmd/${name}`, 'Cmd', { id, args, origin: 'me' });
  }

  /** What was published on a topic, parsed. */
  on(topic: string): Heard[] {
    return this.texts(topic).map((text) => JSON.parse(text) as Heard);
  }

  texts(topic: string): string[] {
    return this.seen.filter((message) => message.topic === topic).map(({ text }) => text);
  }

  /** As `on`, with what is still under way. */
  async heard(topic: string): Promise<Heard[]> {
    await settled();
    return this.on(topic);
  }

  async heardTexts(topic: string): Promise<string[]> {
    await settled();
    return this.texts(topic);
  }

  /** Results of commands of implementation `main` to the caller `me`. */
  results(name: string): Result[] {
    return this.on(`e/modules/rig/impl/main/cmd/${name}/response/me`).map(({ data }) => data.data as Result);
  }

  async error(module: string, type: string, change: Record<string, unknown> = {}): Promise<void> {
    const kind = change['state'] === 'ClearedByModule' ? 'ClearError' : 'RaiseError';
    await this.send(`e/modules/${module}/impl/main/error/${type}`, kind, {
      type,
      sub_type: '',
      message: 'm',
      description: 'd',
      severity: 'High',
      origin: { module_id: module, implementation_id: 'main' },
      state: 'Active',
      timestamp: '2026-01-01T00:00:00.000Z',
      uuid: `${module} ${type}`,
      vendor_id: 'everest',
      ...change,
    });
  }

  #link(): CoreLink {
    return {
      send: (operation) => {
        this.asked.push(operation);
        if (!this.released) this.core.carryOut(operation);
      },
      ask: (operation) => this.#ask(operation),
      onEvent: (handler) => {
        this.#deliver = handler;
        this.#pending.splice(0).forEach(handler);
      },
      release: () => void (this.released = true),
      abandon: () => void (this.abandoned = true),
    };
  }

  #ask(operation: CoreOperation): unknown {
    this.asked.push(operation);
    if (operation.op === 'boot') return this.#document;
    if (operation.op === 'call') return this.#options.answers?.[operation.command]?.(JSON.parse(operation.text));
    const value = this.core.perform(operation);
    if (value instanceof Promise) throw new Error(`${operation.op} takes time`);
    return value;
  }

  async #serveManager(): Promise<void> {
    this.#client.onMessage(({ topic, payload }) => {
      this.seen.push({ topic, text: payload });
      if (topic === 'e/config/request') void this.#answerConfig();
    });
    await this.#client.subscribe([{ filter: '#', qos: 2 }]);
    const manifest = { ...plainManifest, ...this.#options.manifest };
    const retained: Record<string, unknown> = {
      interfaces: ['meter', 'var_only', 'cmd_only'],
      'interface_definitions/meter': meter,
      'interface_definitions/var_only': { cmds: {}, vars: { level: { type: 'number' } }, errors: {} },
      'interface_definitions/cmd_only': {
        cmds: { go: { arguments: {}, result: { type: 'null' } } },
        vars: {},
        errors: {},
      },
      types: [],
      settings: {
        prefix: '/p',
        etc_dir: '/p/etc',
        data_dir: '/p/share',
        modules_dir: '/p/modules',
        telemetry_prefix: 't/',
        telemetry_enabled: this.#options.telemetryEnabled ?? true,
        validate_schema: false,
        forward_exceptions: false,
      },
      module_names: { rig: 'Rig' },
      'manifests/Rig': manifest,
    };
    for (const [topic, data] of Object.entries(retained)) {
      await this.#client.publish(`e/${topic}`, encodeEnvelope('ConfigurationResponse', data), { qos: 2, retain: true });
    }
  }

  async #answerConfig(): Promise<void> {
    const data = {
      module_config: {
        standalone: false,
        module_name: 'Rig',
        module_id: 'rig',
        configuration_parameters: this.#options.parameters ?? {
          '!module': [parameter('speed', 3), parameter('word', 'x')],
          main: [],
          quiet: [parameter('loud', false)],
        },
        telemetry_enabled: false,
        connections: this.#options.connections ?? {
          meters: [slot('meters', 'm1'), slot('meters', 'm2', 1)],
          single: [slot('single', 'm3')],
          listener: [slot('listener', 'm4')],
          commander: [slot('commander', 'm5')],
        },
        mapping: { module: { evse: 1, connector: 2 }, implementations: { main: { evse: 3 } } },
        access: null,
        telemetry_config: { id: 7 },
      },
      mappings: {},
    };
    const reply = { status: 'Ok', status_info: '', type: 'Get', response: { type: 'Module', data } };
    await this.#client.publish('e/modules/rig/response', encodeEnvelope('ConfigurationResponse', reply), { qos: 2 });
  }
}

/** A function of everestjs as a module without a compiler may call it. */
export function untyped(callable: unknown): (...args: readonly unknown[]) => unknown {
  return callable as (...args: readonly unknown[]) => unknown;
}

/** Registers what the manifest of the rig promises. */
export function serveMain({ setup }: Pick<RigSetup, 'setup'>): void {
  setup.provides.main.register.set_limit(() => true);
  setup.provides.main.register.reset(() => undefined);
}
