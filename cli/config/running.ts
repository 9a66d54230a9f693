import { randomUUID } from 'node:crypto';
import { RealClock } from '../../framework/clock/index.js';
import { askConfigService } from '../../framework/runtime/bootstrap.js';
import { wireIdentifier } from '../../framework/runtime/config-client.js';
import { Bus } from '../../framework/wire/bus.js';
import type { ConfigParameter } from '../../framework/wire/config-messages.js';
import { isRecord } from '../../lib/json/is-record.js';
import { connectMqtt } from '../../framework/wire/mqtt-transport.js';
import { silentLogger } from '../../lib/log/logger.js';
import { brokerIdentities, MANAGER } from '../../manager/broker/broker-identities.js';
import type { RuntimePaths, Settings } from '../../manager/config/index.js';
import { isServed } from '../../manager/config-service/index.js';

export interface ParameterPlace {
  readonly moduleId: string;
  readonly implementationId: string;
  readonly parameter: string;
}

export interface SetOutcome {
  readonly status: string;
  readonly info: string;
}

/** How long a broker may take before the station counts as stopped, in ms. */
const BROKER_MS = 1500;

/** A manager that runs the configuration. It is asked in the name of the module that a question is about. */
export class RunningSystem {
  readonly #bus: Bus;
  readonly #clock: RealClock;

  private constructor(bus: Bus, clock: RealClock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Undefined where no manager answers; else what `use` makes of it. */
  static async ask<T>(
    settings: Settings,
    { prefix }: Pick<RuntimePaths, 'prefix'>,
    use: (system: RunningSystem) => Promise<T>,
  ): Promise<T | undefined> {
    const { broker, brokerSecurity: security, everestPrefix } = settings;
    const termsOf = brokerIdentities({ security, prefix, everestPrefix, env: process.env, log: silentLogger });
    const address = broker.kind === 'tcp' ? broker : { socketPath: broker.path };
    const { access } = termsOf(MANAGER);
    const connecting = connectMqtt({ address, access, timeoutMs: BROKER_MS });
    const transport = await connecting.catch(() => undefined);
    if (transport === undefined) return undefined;
    try {
      const bus = new Bus(transport, everestPrefix, silentLogger);
      const clock = new RealClock();
      if (!(await isServed(bus, clock, `config_${randomUUID()}`))) return undefined;
      return await use(new RunningSystem(bus, clock));
    } finally {
      await transport.close();
    }
  }

  /** The parameters of a module by implementation; undefined where it does not run. */
  async parametersOf(moduleId: string): Promise<Readonly<Record<string, readonly ConfigParameter[]>> | undefined> {
    const request = { type: 'Get', origin: moduleId, request: { type: 'All' } } as const;
    const reply = await askConfigService(this.#bus, this.#clock, request, (response) => {
      return response === undefined || response['type'] === 'All';
    });
    const data = isRecord(reply['response']) ? reply['response']['data'] : undefined;
    const levels = isRecord(data) ? data[moduleId] : undefined;
    // the manager checked what it publishes
    return levels as Readonly<Record<string, readonly ConfigParameter[]>> | undefined;
  }

  async set(place: ParameterPlace, value: string): Promise<SetOutcome> {
    const request = { identifier: wireIdentifier(place), value };
    const reply = await askConfigService(
      this.#bus,
      this.#clock,
      { type: 'Set', origin: place.moduleId, request },
      (response) => !('data' in (response ?? {})),
    );
    const response = isRecord(reply['response']) ? reply['response'] : reply;
    return { status: textOf(response['status']), info: textOf(response['status_info']) };
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
