import { splitList } from '../lists.js';
import { DEFAULT_NETWORK_TIMEOUT_MS, type ConnectionKey, type NetworkSlots } from '../network-slots.js';
import { readConnection } from './device-model-document.js';
import type { DeviceModelStore } from './device-model-store.js';
import { slotVariable, type VariableName } from './variable-names.js';

const DEFAULT_ATTEMPTS = 3;

const ACTIVE: VariableName = { component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile' };
const ATTEMPTS: VariableName = { component: 'OCPPCommCtrlr', variable: 'NetworkProfileConnectionAttempts' };
/** The highest security profile that has led to a connection, or was set by the central system. */
const CONFIRMED: VariableName = { component: 'SecurityCtrlr', variable: 'SecurityProfile' };
const NETWORK_TIMEOUT: VariableName = { component: 'InternalCtrlr', variable: 'NetworkConfigTimeout' };
const PRIORITY: VariableName = { component: 'OCPPCommCtrlr', variable: 'NetworkConfigurationPriority' };

/** The slots of `NetworkConfiguration`: those of the priority list for OCPP 1.6, else the active one, else 1. */
export class DeviceModelSlots implements NetworkSlots {
  readonly #store: DeviceModelStore;
  readonly #known: readonly number[];
  #current: number;
  #left: ReadonlySet<number> = new Set();

  constructor(store: DeviceModelStore) {
    this.#store = store;
    const [first = this.proven ?? 1, ...others] = prioritySlots(store);
    this.#known = [first, ...others];
    this.#current = first;
  }

  get current(): number {
    return this.#current;
  }

  /** All of them, also those that may not be used. */
  get known(): readonly number[] {
    return this.#known;
  }

  /** Security WP §2: never below the security profile that was reached before. */
  get usable(): readonly number[] {
    const confirmed = Number(read(this.#store, CONFIRMED));
    return this.#known.filter((slot) => !this.#left.has(slot) && !(this.#profileOf(slot) < confirmed));
  }

  get attempts(): number {
    return positive(read(this.#store, ATTEMPTS)) ?? DEFAULT_ATTEMPTS;
  }

  get networkTimeoutMs(): number {
    const seconds = positive(read(this.#store, NETWORK_TIMEOUT));
    return seconds === undefined ? DEFAULT_NETWORK_TIMEOUT_MS : seconds * 1000;
  }

  get proven(): number | undefined {
    return positive(read(this.#store, ACTIVE));
  }

  /** Slots that cannot be used as they are. */
  leaveOut(slots: Iterable<number>): void {
    this.#left = new Set(slots);
  }

  use(slot: number): readonly ConnectionKey[] {
    this.#current = slot;
    return readConnection(this.#store, slot);
  }

  prove(): void {
    const profile = this.#profileOf(this.#current);
    if (this.proven !== this.#current) this.#store.write(ACTIVE, String(this.#current), 'runtime');
    if (!(profile <= Number(read(this.#store, CONFIRMED)))) this.#store.write(CONFIRMED, String(profile), 'runtime');
  }

  #profileOf(slot: number): number {
    return Number(read(this.#store, slotVariable(slot, 'SecurityProfile')));
  }
}

function prioritySlots(store: DeviceModelStore): readonly number[] {
  const slots = splitList(read(store, PRIORITY)).flatMap((text) => positive(text) ?? []);
  return [...new Set(slots)].filter((slot) => ['', 'OCPP16'].includes(read(store, slotVariable(slot, 'OcppVersion'))));
}

function read(store: DeviceModelStore, name: VariableName): string {
  return store.read(name)?.value ?? '';
}

function positive(text: string): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
