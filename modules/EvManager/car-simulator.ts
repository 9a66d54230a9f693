import { errorText, type ModuleContext, type Timer } from 'everest-ts';
import type { EvManager } from '#generated/modules/EvManager';
import { Actuator } from './actuator.js';
import { initialCar, type Car, type Setup } from './car.js';
import { scriptAfterRestart } from './plug-memory.js';
import { PASS_MS } from './running.js';
import { step, type CarInput } from './simulation.js';
import type { Link } from './vocabulary.js';

/** Runs the simulated car: orders, measurements and time in, calls and publications out. */
export class CarSimulator {
  readonly #context: ModuleContext<EvManager>;
  readonly #setup: Setup;
  readonly #actuator: Actuator;
  #car: Car;
  #timer: Timer | undefined;
  #lastPassMs = 0;
  /** Orders that came before the start; undefined from then on. */
  #early: CarInput[] | undefined = [];

  constructor(context: ModuleContext<EvManager>) {
    const { config, requires } = context;
    this.#context = context;
    this.#setup = {
      config: config.module,
      links: linksOf(context),
      remembersPlug: config.module.keep_cross_boot_plugin_state && requires.kvs !== undefined,
    };
    this.#actuator = new Actuator(context);
    this.#car = initialCar(config.module);
  }

  /** An order from outside; it waits until the car has started. */
  order(input: CarInput): void {
    if (this.#early === undefined) this.take(input);
    else this.#early.push(input);
  }

  /** Something that the car sees or hears. */
  take(input: CarInput): void {
    const { car, effects } = step(this.#car, input, this.#setup);
    this.#car = car;
    this.#actuator.run(effects);
    this.#keepTime();
  }

  async start(): Promise<void> {
    const { auto_enable, auto_exec, auto_exec_commands } = this.#setup.config;
    this.#tellVehicle();
    const interrupted = await this.#interruptedScript();
    if (auto_enable || interrupted !== undefined) this.take({ type: 'enable', value: true });
    if (interrupted !== undefined) this.take({ type: 'execute', script: interrupted });
    else if (auto_exec) this.take({ type: 'execute', script: auto_exec_commands });
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const input of early) this.take(input);
  }

  shutdown(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** What digital communication tells about the vehicle does not change. */
  #tellVehicle(): void {
    const ev = this.#context.requires.ev?.call;
    const { config } = this.#setup;
    if (ev === undefined) return;
    const parameters = {
      max_current_limit: config.dc_max_current_limit,
      max_power_limit: config.dc_max_power_limit,
      max_voltage_limit: config.dc_max_voltage_limit,
      energy_capacity: config.dc_energy_capacity,
      target_current: config.dc_target_current,
      target_voltage: config.dc_target_voltage,
    };
    this.#actuator.enqueue('set-dc-params', () => ev.set_dc_params({ EvParameters: parameters }));
    if (!config.support_sae_j2847) return;
    const bidirectional = {
      discharge_max_current_limit: config.dc_discharge_max_current_limit,
      discharge_max_power_limit: config.dc_discharge_max_power_limit,
      discharge_target_current: config.dc_discharge_target_current,
      discharge_minimal_soc: config.dc_discharge_v2g_minimal_soc,
    };
    this.#actuator.enqueue('enable-sae-j2847', () => ev.enable_sae_j2847_v2g_v2h());
    this.#actuator.enqueue('set-bpt-dc-params', () => ev.set_bpt_dc_params({ EvBPTParameters: bidirectional }));
  }

  /** Without an answer of the store the car starts as unplugged; everything else works. */
  async #interruptedScript(): Promise<string | undefined> {
    const { requires, info, log } = this.#context;
    if (!this.#setup.remembersPlug || requires.kvs === undefined) return undefined;
    try {
      return await scriptAfterRestart(requires.kvs.call, info.id);
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'plug state before the restart cannot be read');
      return undefined;
    }
  }

  #keepTime(): void {
    const { clock } = this.#context;
    if (!this.#car.enabled || !this.#car.executing) return this.shutdown();
    if (this.#timer !== undefined) return;
    this.#lastPassMs = clock.monotonic();
    // a pass waits for the answers to all that the passes before have ordered
    this.#timer = clock.setInterval(() => {
      if (!this.#actuator.busy) this.#pass();
    }, PASS_MS);
    this.#pass();
  }

  #pass(): void {
    const nowMs = this.#context.clock.monotonic();
    const dtMs = nowMs - this.#lastPassMs;
    this.#lastPassMs = nowMs;
    this.take({ type: 'pass', dtMs });
  }
}

function linksOf({ requires }: ModuleContext<EvManager>): ReadonlySet<Link> {
  const links = new Set<Link>();
  if (requires.ev !== undefined) links.add('ev');
  if (requires.slac !== undefined) links.add('slac');
  return links;
}
