import type { ErrorObject, Requires } from 'everest-ts';
import type { EvseManager } from '#generated/modules/EvseManager';
import type { ErrorSource } from './error-watch.js';

interface Observed {
  active(): readonly ErrorObject[];
  onAny(handlers: { raised(): void; cleared(): void }): void;
}

/** The connected modules whose errors can prevent charging. */
export function errorSources(
  requires: Requires<EvseManager>,
  billingMeter: { readonly errors: Observed } | undefined,
): ErrorSource[] {
  const connected: readonly (readonly [ErrorSource['origin'], { readonly errors: Observed } | undefined])[] = [
    ['bsp', requires.bsp],
    ['connector_lock', requires.connector_lock],
    ['ac_rcd', requires.ac_rcd],
    ['imd', requires.imd],
    ['powersupply_DC', requires.powersupply_DC],
    ['over_voltage_monitor', requires.over_voltage_monitor],
    ['powermeter', billingMeter],
    ['slac', requires.slac],
    ['hlc', requires.hlc],
  ];
  return connected.flatMap(([origin, peer]) => (peer === undefined ? [] : [{ origin, errors: peer.errors }]));
}
