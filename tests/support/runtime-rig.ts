import { ManualClock } from '../../framework/clock/index.js';
import { createValidator, type InterfaceDefinition, type Manifest } from '../../framework/declarations/index.js';
import { createShapeCheck } from '../../framework/declarations/value-shape.js';
import type { ExternalMqtt, ModuleContext, ModuleHooks } from '../../framework/runtime/api.js';
import type { SystemMetadata } from '../../framework/runtime/bootstrap.js';
import { ModuleRuntime } from '../../framework/runtime/module-runtime.js';
import type { ModuleShape } from '../../framework/runtime/shapes.js';
import { Bus } from '../../framework/wire/bus.js';
import type { ModuleConfigDocument, RuntimeSettings } from '../../framework/wire/config-messages.js';
import { encodeEnvelope, type MessageType } from '../../framework/wire/envelope.js';
import { MemoryBroker } from '../../framework/wire/memory-broker.js';
import type { Transport } from '../../framework/wire/transport.js';
import { LogBook } from './log-book.js';
import { settled } from './settled.js';

/** What the module of the rig sees: loosely typed, as these tests look at the wire. */
export type RigContext = Omit<ModuleContext<ModuleShape>, 'provides' | 'requires' | 'mqtt' | 'globalErrors'> & {
  readonly provides: { readonly main: LooseProvided };
  readonly requires: { readonly meters: readonly LooseRequired[]; readonly quiet: LooseRequired | undefined };
  readonly mqtt: ExternalMqtt;
  readonly globalErrors: LooseErrors;
};

interface LooseErrors {
  on(type: string, handlers: LooseErrorHandlers): void;
  onAny(handlers: LooseErrorHandlers): void;
  isActive(type: string, subType?: string): boolean;
  isSatisfied(...conditions: readonly { type: string; subType?: string; active: boolean }[]): boolean;
  active(): readonly { readonly type: string; readonly sub_type: string }[];
}

interface LooseErrorHandlers {
  readonly raised: (error: { type: string; sub_type: string; state: string }) => void | Promise<void>;
  readonly cleared?: (error: { type: string; sub_type: string; state: string }) => void | Promise<void>;
}

interface LooseProvided {
  implement(handlers: Record<string, (args: Record<string, unknown>) => unknown>): void;
  readonly publish: Record<string, (value: unknown) => void>;
  readonly errors: {
    raise(type: string, options?: { subType?: string; message?: string }): void;
    clear(type: string, subType?: string): void;
    clearAll(type?: string): void;
    active(): readonly { readonly type: string; readonly sub_type: string }[];
  };
}

interface LooseRequired {
  readonly index: number;
  readonly mapping: unknown;
  readonly call: Record<string, (args?: Record<string, unknown>) => Promise<unknown>>;
  readonly on: Record<string, (handler: (value: unknown) => void | Promise<void>) => void>;
  readonly errors: LooseErrors;
}

const demoErrors = {
  demo: {
    Overheat: { name: 'Overheat', description: 'Too hot', namespace: 'demo' },
    NoData: { name: 'NoData', description: 'Nothing to show', namespace: 'demo' },
  },
};

export const meterInterface: InterfaceDefinition = {
  cmds: {
    set_limit: { arguments: { ampere: { type: 'number', minimum: 0 } }, result: { type: 'boolean' } },
    reset: { arguments: {}, result: { type: 'null' } },
  },
  vars: { reading: { type: 'number', minimum: 0 } },
  errors: demoErrors,
};

const manifest = {
  description: 'The module of the rig',
  config: {},
  provides: { main: { description: 'A meter too', interface: 'demo_meter', config: {} } },
  requires: {
    meters: { interface: 'demo_meter', min_connections: 0, max_connections: 8, ignore: { errors: false } },
    quiet: { interface: 'demo_meter', min_connections: 0, max_connections: 1, ignore: { errors: true } },
  },
  enable_external_mqtt: true,
  enable_telemetry: false,
  enable_global_errors: true,
  metadata: { license: 'l', authors: ['a'] },
} as unknown as Manifest;

const document: ModuleConfigDocument = {
  module_config: {
    standalone: false,
    module_name: 'Rig',
    module_id: 'rig',
    configuration_parameters: { '!module': [], main: [] },
    telemetry_enabled: false,
    connections: {
      meters: [
        { module_id: 'm1', implementation_id: 'main', requirement: { id: 'meters' } },
        { module_id: 'm2', implementation_id: 'main', requirement: { id: 'meters', index: 1 } },
      ],
      quiet: [{ module_id: 'm3', implementation_id: 'main', requirement: { id: 'quiet' } }],
    },
    mapping: { module: { evse: 1, connector: 2 }, implementations: { main: { evse: 3 } } },
    access: null,
  },
  mappings: { rig: null, m1: { module: { evse: 1 } }, m2: { implementations: { main: { evse: 2 } } }, m3: null },
};

export interface RigOptions {
  readonly settings?: Partial<RuntimeSettings>;
  /** The connection of the module; default: one to the broker of the rig. */
  readonly wrap?: (transport: Transport) => Transport;
  /** Connections for filters with wildcards. */
  readonly openConnection?: () => Promise<Transport>;
}

/** One module runtime on a broker in memory, and a bare client beside it. */
export class RuntimeRig {
  readonly broker = new MemoryBroker();
  readonly clock = new ManualClock();
  readonly log = new LogBook();
  readonly failures: unknown[] = [];
  readonly seen: { readonly topic: string; readonly text: string }[] = [];
  readonly runtime: ModuleRuntime;
  /** What the set-up was given. */
  context: RigContext | undefined;
  readonly #client: Transport = this.broker.connect();

  constructor(
    setup: (context: RigContext) => ModuleHooks | void | Promise<ModuleHooks | void>,
    { settings, wrap = (transport) => transport, openConnection }: RigOptions = {},
  ) {
    const metadata: SystemMetadata = {
      interfaces: new Map([['demo_meter', meterInterface]]),
      types: new Map(),
      settings: {
        prefix: '/p',
        etc_dir: '/p/etc',
        data_dir: '/p/share',
        modules_dir: '/p/modules',
        telemetry_prefix: 't/',
        telemetry_enabled: false,
        validate_schema: true,
        forward_exceptions: false,
        ...settings,
      },
      moduleNames: { rig: 'Rig', m1: 'Rig', m9: 'Rig' },
      manifests: new Map([['Rig', manifest]]),
    };
    const validator = createValidator(() => undefined);
    this.runtime = new ModuleRuntime({
      id: 'rig',
      definition: {
        kind: 'everest-module',
        setup: (context) => setup((this.context = context as unknown as RigContext)),
      },
      bus: new Bus(wrap(this.broker.connect()), 'e/', this.log.logger),
      clock: this.clock,
      wallClock: this.clock,
      random: () => 0.5,
      log: this.log.logger,
      metadata,
      document,
      externalPrefix: 'x/',
      openConnection: openConnection ?? (async () => this.broker.connect()),
      validate: (schema, value) => validator.validate(schema, value),
      shape: createShapeCheck(() => undefined),
      onFailure: (_id, cause) => void this.failures.push(cause),
    });
  }

  async start(): Promise<this> {
    this.#client.onMessage(({ topic, payload }) => void this.seen.push({ topic, text: payload }));
    await this.#client.subscribe([{ filter: '#', qos: 2 }]);
    await this.runtime.start();
    await settled();
    return this;
  }

  /** Publishes an envelope as another module does. */
  async send(topic: string, type: MessageType, data: unknown): Promise<void> {
    await this.sendText(topic, encodeEnvelope(type, data));
  }

  /** Publishes without waiting for what follows from it. */
  publish(topic: string, text: string): void {
    void this.#client.publish(topic, text, { qos: 2 });
  }

  async sendText(topic: string, text: string): Promise<void> {
    await this.#client.publish(topic, text, { qos: 2 });
    await settled();
  }

  async ready(): Promise<void> {
    await this.send('e/ready', 'GlobalReady', true);
  }

  /** Sends a command to the module; the `data` of its answers so far. */
  async command(name: string, args: unknown, id = '1'): Promise<unknown[]> {
    await this.send(`e/modules/rig/impl/main/cmd/${name}`, 'Cmd', { id, args, origin: 'me' });
    return this.data(`e/modules/rig/impl/main/cmd/${name}/response/me`);
  }

  /** The inner `data` of the messages on a topic so far. */
  data(topic: string): unknown[] {
    return this.seen
      .filter((message) => message.topic === topic)
      .map(({ text }) => (JSON.parse(text) as { data: { data?: unknown } }).data)
      .map((data) => (typeof data === 'object' && data !== null && 'data' in data ? data.data : data));
  }

  error(module: string, type: string, change: Record<string, unknown> = {}): Promise<void> {
    const kind = change['state'] === 'ClearedByModule' ? 'ClearError' : 'RaiseError';
    return this.send(`e/modules/${module}/impl/main/error/${type}`, kind, {
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
}

/** Handlers of the rig's own commands that only answer. */
export const idleMeter = { set_limit: () => true, reset: () => undefined };
