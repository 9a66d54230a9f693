import type { ConfigValue } from '../../framework/declarations/index.js';
import type { ParameterTarget } from '../config-service/live-configuration.js';
import type { ParameterStore } from '../config-service/parameter-store.js';
import { MissingSlot } from './missing-slot.js';
import type { Slots } from './slots.js';

/** Keeps values that are set at run time in the slot that the modules were started from. */
export class SlotStore implements ParameterStore {
  readonly failure = 'Failed to persist change';
  readonly #slots: Slots;
  readonly #slot: number;

  constructor(slots: Slots, slot: number) {
    this.#slots = slots;
    this.#slot = slot;
  }

  keep({ module, implementationId, parameter }: ParameterTarget, value: ConfigValue): void {
    const identifier = { moduleId: module.id, implementationId, parameter: parameter.name };
    if (this.#slots.setParameter(this.#slot, identifier, value)) return;
    // a parameter that is younger than the slot: its module has to be written once more
    const before = this.#slots.content(this.#slot);
    const stored = before.modules.get(module.id);
    if (stored === undefined) throw new MissingSlot(this.#slots.database.path, this.#slot);
    const level = [...(stored.parameters[implementationId] ?? []), { ...parameter, value }];
    const changed = { ...stored, parameters: { ...stored.parameters, [implementationId]: level } };
    const { configFile } = this.#slots.list().find(({ id }) => id === this.#slot) ?? {};
    this.#slots.put(this.#slot, { modules: new Map([...before.modules, [module.id, changed]]) }, { configFile });
  }
}
