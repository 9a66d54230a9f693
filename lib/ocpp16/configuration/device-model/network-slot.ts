import { splitList } from '../lists.js';
import type { DeviceModelStore } from './device-model-store.js';
import { slotVariable } from './variable-names.js';

/** The slot to connect with: the first of the priority list for OCPP 1.6, else the active one, else 1. */
export function networkSlot(store: DeviceModelStore): number {
  const comm = (variable: string): string => store.read({ component: 'OCPPCommCtrlr', variable })?.value ?? '';
  const slots = splitList(comm('NetworkConfigurationPriority')).map(Number).filter(isSlot);
  const usable = slots.find((slot) => {
    const version = store.read(slotVariable(slot, 'OcppVersion'))?.value ?? '';
    return version === '' || version === 'OCPP16';
  });
  const active = Number(comm('ActiveNetworkProfile'));
  return usable ?? (isSlot(active) ? active : 1);
}

function isSlot(slot: number): boolean {
  return Number.isInteger(slot) && slot > 0;
}
