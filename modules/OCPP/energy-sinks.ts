import { EverestError, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';

export type EnergySink = ModuleContext<OCPP>['requires']['evse_energy_sink'][number];

/** An energy sink does not tell which EVSE it limits. */
export class EnergySinkUnmapped extends EverestError {
  constructor(moduleId: string) {
    super(
      'CFG_OCPP_SINK_UNMAPPED',
      `${moduleId}: an evse_energy_sink of OCPP needs a mapping to an EVSE, or to EVSE 0`,
      {
        details: { moduleId },
      },
    );
  }
}

/** Throws `EnergySinkUnmapped`. */
export function checkSinks(sinks: readonly Pick<EnergySink, 'mapping' | 'moduleId'>[]): void {
  const unmapped = sinks.find(({ mapping }) => mapping === undefined);
  if (unmapped !== undefined) throw new EnergySinkUnmapped(unmapped.moduleId);
}
