import type { Clock, Logger, Provided, Random, Timer } from 'everest-ts';
import type { EnergyInterface } from '#generated/interfaces/energy';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import type { UkRandomDelayInterface } from '#generated/interfaces/uk_random_delay';
import type { ProximityPilot } from '#generated/types/board_support_common';
import type { EnforcedLimits } from '#generated/types/energy';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import type { Limits } from '#generated/types/evse_manager';
import type { Powermeter } from '#generated/types/powermeter';
import type { ChargerLoop } from '../charger-loop.js';
import type { ChargerState } from '../charger/states.js';
import type { ExternalTopics } from '../external-topics.js';
import { activePhasesWith, unknownHardware } from '../hardware.js';
import { ampacityA } from '../pilot/ampacity.js';
import { cappedByCable, enforcedCurrentA } from './enforced-current.js';
import { energyRequest } from './energy-request.js';
import { delayLimit, stopDelay, type RandomDelay } from './random-delay.js';

const REQUEST_PERIOD_MS = 1000;

export interface EnergyNodeOptions {
  readonly moduleId: string;
  readonly config: {
    readonly charge_mode: 'AC' | 'DC';
    readonly ac_nominal_voltage: number;
    readonly request_zero_power_in_idle: boolean;
    readonly uk_smartcharging_random_delay_enable: boolean;
    readonly uk_smartcharging_random_delay_max_duration: number;
    readonly uk_smartcharging_random_delay_at_any_change: boolean;
  };
  readonly grid: Provided<EnergyInterface>['publish'];
  readonly evse: Provided<EvseManagerInterface>['publish'];
  readonly randomDelay: Provided<UkRandomDelayInterface>['publish'];
  readonly external: ExternalTopics;
  readonly loop: ChargerLoop;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The EVSE as a leaf of the energy tree: what it asks for and what it is granted. */
export class EnergyNode {
  readonly #options: EnergyNodeOptions;
  #hardware: HardwareCapabilities = unknownHardware;
  #activePhases = 0;
  #ampacity: ProximityPilot['ampacity'] = 'None';
  #usageRoot: Powermeter | undefined;
  #usageLeaves: Powermeter | undefined;
  /** Undefined until the charger has shown its first state. */
  #state: ChargerState | undefined;
  #limits: Limits = { nr_of_phases_available: 1, max_current: 0 };
  #delay: RandomDelay;
  #readyAt = Number.NEGATIVE_INFINITY;
  #refusedPhases: number | undefined;
  #timer: Timer | undefined;

  constructor(options: EnergyNodeOptions) {
    this.#options = options;
    this.#delay = {
      enabled: options.config.uk_smartcharging_random_delay_enable,
      maxDurationS: options.config.uk_smartcharging_random_delay_max_duration,
      lastRequestedA: 0,
    };
  }

  get hardware(): HardwareCapabilities {
    return this.#hardware;
  }

  /** Asks at once and then every second. */
  start(): void {
    this.#request(true);
    this.#timer = this.#options.clock.setInterval(() => this.#request(false), REQUEST_PERIOD_MS);
  }

  close(): void {
    this.#timer?.cancel();
  }

  becameReady(): void {
    this.#readyAt = this.#options.clock.monotonic();
  }

  capabilities(hardware: HardwareCapabilities): void {
    this.#hardware = hardware;
    this.#activePhases = activePhasesWith(hardware, this.#activePhases);
    this.phasesAvailable(this.#activePhases);
    this.#options.loop.post({ type: 'outlet', socket: hardware.connector_type === 'IEC62196Type2Socket' });
    this.#cable();
    this.#options.evse.hw_capabilities(hardware);
  }

  phasesAvailable(count: number): void {
    this.#publishLimits({ ...this.#limits, nr_of_phases_available: Math.min(Math.max(count, 1), 3) });
  }

  proximityPilot({ ampacity }: ProximityPilot): void {
    this.#ampacity = ampacity;
    this.#cable();
  }

  usage(side: 'root' | 'leaves', value: Powermeter): void {
    if (side === 'root') this.#usageRoot = value;
    else this.#usageLeaves = value;
  }

  stateChanged(state: ChargerState): void {
    this.#state = state;
    if (state === 'WaitingForAuthentication' || state === 'Finished') this.#request(true);
  }

  /** The charger works with another limit from now on. A. */
  maxCurrent(ampere: number): void {
    this.#options.external.maxCurrent(ampere);
    this.#publishLimits({ ...this.#limits, uuid: this.#options.moduleId, max_current: ampere });
  }

  setDelay(change: { readonly enabled?: boolean; readonly maxDurationS?: number }): void {
    const keepRunning = change.maxDurationS !== undefined;
    this.#delay = { ...(keepRunning ? this.#delay : stopDelay(this.#delay)), ...change };
  }

  enforce(value: EnforcedLimits): void {
    const { moduleId, config, external, evse, loop, clock } = this.#options;
    if (value.uuid !== moduleId || this.#activePhases === 0) return;
    this.#followPhases(value.limits_root_side.ac_max_phase_count?.value);
    const power = value.limits_root_side.total_power_W;
    if (power !== undefined) external.maxPower(power.value);
    const grantedA = enforcedCurrentA(value, {
      nominalVoltageV: config.ac_nominal_voltage,
      phases: this.#activePhases,
    });
    const limitA = this.#delay.enabled ? this.#delayed(grantedA) : grantedA;
    evse.enforced_limits(cappedByCable(value, limitA, this.#ampacityA()));
    const validUntil = clock.monotonic() + value.valid_for * 1000;
    loop.post({ type: 'setMaxCurrent', current: Math.max(limitA, 0), validUntil });
    this.phasesAvailable(this.#activePhases);
  }

  /** What is no number of phases, such as 0 for "not limited", leaves them as they are. */
  #followPhases(count = this.#activePhases): void {
    if (count === this.#activePhases || count < 1 || count > 3) return;
    const { loop, log } = this.#options;
    if (!this.#hardware.supports_changing_phases_during_charging) {
      if (count !== this.#refusedPhases) log.error({ count }, 'the board cannot change the number of phases');
      this.#refusedPhases = count;
      return;
    }
    loop.post({ type: 'switchPhases', threePhases: count === 3 });
    this.#activePhases = count;
  }

  #delayed(requestedA: number): number {
    const { clock, config, loop, random, randomDelay } = this.#options;
    const outcome = delayLimit(this.#delay, {
      requestedA,
      state: loop.charger.state,
      now: clock.now(),
      monotonicNow: clock.monotonic(),
      sinceReadyMs: clock.monotonic() - this.#readyAt,
      atAnyChange: config.uk_smartcharging_random_delay_at_any_change,
      random,
    });
    this.#delay = outcome.delay;
    randomDelay.countdown(outcome.countdown);
    return outcome.limitA;
  }

  #ampacityA(): number | undefined {
    return ampacityA(this.#ampacity, this.#hardware.max_phase_count_import);
  }

  #cable(): void {
    this.#options.loop.post({ type: 'ampacity', ampere: this.#ampacityA() });
  }

  #publishLimits(limits: Limits): void {
    this.#limits = limits;
    this.#options.evse.limits(limits);
  }

  #request(priority: boolean): void {
    const { moduleId, config, grid, clock } = this.#options;
    grid.energy_flow_request(
      energyRequest({
        moduleId,
        chargeMode: config.charge_mode,
        state: this.#state,
        hardware: this.#hardware,
        activePhases: this.#activePhases,
        ampacityA: this.#ampacityA(),
        zeroPowerInIdle: config.request_zero_power_in_idle,
        usageRoot: this.#usageRoot,
        usageLeaves: this.#usageLeaves,
        priority,
        now: clock.now(),
      }),
    );
  }
}
