import type { EvseManager } from '#generated/modules/EvseManager';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { BspEvent } from '#generated/types/board_support_common';
import type { LimitsRes } from '#generated/types/energy';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import type { SessionEvent } from '#generated/types/evse_manager';
import type { Powermeter } from '#generated/types/powermeter';
import type { KitOptions, ModuleKit } from 'everest-ts/testing';
import { startModule } from 'everest-ts/testing';
import evseManager from '../../../../modules/EvseManager/index.js';

export const hardware: HardwareCapabilities = {
  max_current_A_import: 32,
  min_current_A_import: 6,
  max_phase_count_import: 3,
  min_phase_count_import: 1,
  max_current_A_export: 16,
  min_current_A_export: 0,
  max_phase_count_export: 3,
  min_phase_count_export: 1,
  supports_changing_phases_during_charging: true,
  supports_cp_state_E: false,
  connector_type: 'IEC62196Type2Cable',
};

export const token: ProvidedIdToken = {
  id_token: { value: 'DEADBEEF', type: 'ISO14443' },
  authorization_type: 'RFID',
  connectors: [1],
};

export const accepted: ValidationResult = { authorization_status: 'Accepted', tariff_messages: [] };

export const signed = (text: string) => ({
  signed_meter_data: text,
  signing_method: 'dummy',
  encoding_method: 'plain',
});

export function reading(energyWh: number, ampere = 0): Powermeter {
  return {
    timestamp: '2026-01-01T00:00:00Z',
    meter_id: 'METER',
    phase_seq_error: false,
    energy_Wh_import: { total: energyWh },
    energy_Wh_export: { total: 0 },
    power_W: { total: ampere * 690 },
    current_A: { L1: ampere, L2: ampere, L3: ampere },
  };
}

export type Options = Omit<KitOptions<EvseManager>, 'config'> & {
  readonly config?: Partial<EvseManager['config']['module']>;
  readonly hardware?: Partial<HardwareCapabilities>;
};

const board = {
  enable: () => undefined,
  pwm_on: () => undefined,
  cp_state_X1: () => undefined,
  cp_state_F: () => undefined,
  allow_power_on: () => undefined,
  ac_switch_three_phases_while_charging: () => undefined,
  ac_set_overcurrent_limit_A: () => undefined,
};

const meter = {
  start_transaction: () => ({ status: 'OK', signed_meter_value: signed('start') }) as const,
  stop_transaction: () =>
    ({ status: 'OK', start_signed_meter_value: signed('start'), signed_meter_value: signed('stop') }) as const,
};

/** An EVSE with board, lock and meter, told by a test what its EV, its user and its energy manager do. */
export class Station {
  readonly kit: ModuleKit<EvseManager>;

  constructor(kit: ModuleKit<EvseManager>) {
    this.kit = kit;
  }

  event(...events: readonly BspEvent['event'][]): Promise<void> {
    for (const event of events) this.kit.peer('bsp').publish('event', { event });
    return this.kit.settle();
  }

  async pass(ms = 100): Promise<void> {
    await this.kit.clock.advance(ms);
  }

  enforce(limits: LimitsRes, validForS = 60): Promise<void> {
    const value = { uuid: this.id, valid_for: validForS, schedule: [], limits_root_side: limits };
    return this.kit.call('energy_grid', 'enforce_limits', { value });
  }

  grant(ampere: number, validForS = 3600): Promise<void> {
    return this.enforce({ ac_max_current_A: { value: ampere, source: 'grid' } }, validForS);
  }

  authorize(provided = token, validation = accepted): Promise<void> {
    return this.kit.call('evse', 'authorize_response', { provided_token: provided, validation_result: validation });
  }

  /** The id under which the module publishes its limits. */
  get id(): string {
    const [request] = this.kit.published('energy_grid', 'energy_flow_request');
    if (request === undefined) throw new Error('no energy request yet');
    return request.uuid;
  }

  get events(): readonly SessionEvent[] {
    return this.kit.published('evse', 'session_event');
  }

  /** Names of the session events after the first `skip`. */
  names(skip = 0): string[] {
    return this.events.slice(skip).map(({ event }) => event);
  }

  last(event: SessionEvent['event']): SessionEvent {
    const found = this.events.findLast((candidate) => candidate.event === event);
    if (found === undefined) throw new Error(`no event ${event}`);
    return found;
  }

  get limit(): number | undefined {
    return this.kit.published('evse', 'limits').at(-1)?.max_current;
  }

  get duties(): number[] {
    return this.kit
      .peer('bsp')
      .calls('pwm_on')
      .map(({ value }) => value);
  }

  get power(): boolean[] {
    return this.kit
      .peer('bsp')
      .calls('allow_power_on')
      .map(({ value }) => value.allow_power_on);
  }

  external(topic: string): string[] {
    return this.kit.external.published
      .filter((message) => message.topic === `everest_external/nodered/1/${topic}`)
      .map(({ payload }) => payload);
  }

  get state(): string | undefined {
    return this.external('state/state_string').at(-1);
  }

  /** Plugged in, authorized, contactor closed, charging with 32 A unless told otherwise. */
  async charge(ampere = 32): Promise<void> {
    await this.grant(ampere);
    await this.event('B');
    await this.authorize();
    await this.pass();
    await this.event('C');
    await this.event('PowerOn');
  }
}

/** Starts the module with everything that basic charging needs; `ready` has been published. */
export async function startStation({ config, hardware: changes, ...options }: Options = {}): Promise<Station> {
  const station = await bootStation({ ...options, ...(config && { config }), ...(changes && { hardware: changes }) });
  await station.event('A');
  return station;
}

/** Like `startStation`, but the pilot has not spoken yet. */
export async function bootStation({ config, hardware: changes, ...options }: Options = {}): Promise<Station> {
  const kit = await startModule('EvseManager', evseManager, {
    connections: { powermeter_grid_side: 1, connector_lock: 1, ...options.connections },
    answers: {
      bsp: board,
      connector_lock: { lock: () => undefined, unlock: () => undefined },
      powermeter_grid_side: meter,
      powermeter_car_side: meter,
      store: { store: () => undefined, load: () => null },
      ...options.answers,
    },
    ...Object.fromEntries(Object.entries(options).filter(([name]) => !['connections', 'answers'].includes(name))),
    config: { module: { connector_id: 1, ...config } },
  });
  kit.peer('bsp').publish('capabilities', { ...hardware, ...changes });
  if (options.connections?.powermeter_grid_side !== 0)
    kit.peer('powermeter_grid_side').publish('powermeter', reading(0));
  await kit.settle();
  return new Station(kit);
}
