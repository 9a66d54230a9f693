import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePoint } from '../../lib/ocpp16/index.js';
import type { ErrorFeed } from './error-feed.js';
import { watchEvCertificates } from './ev-certificates.js';
import type { EvseConnection } from './evses.js';
import type { StationLife } from './life.js';
import type { Meters } from './meters.js';
import type { EvseReadiness } from './readiness.js';
import type { ReservedEvses } from './reservations.js';
import type { SessionEvents } from './session-events.js';
import { watchSystem } from './system-reports.js';

type Parts = Pick<ModuleContext<OCPP>, 'globalErrors' | 'log' | 'requires'> & {
  readonly chargePoint: ChargePoint;
  readonly errors: ErrorFeed;
  readonly life: StationLife;
  readonly meters: Meters;
  readonly readiness: EvseReadiness;
  readonly reserved: ReservedEvses;
  /** Filled with the sessions that the EVSEs have resumed. */
  readonly resumingSessionIds: string[];
  readonly sessions: SessionEvents;
};

/** Subscribes to everything the charge point has to know of the station. */
export function watchStation(parts: Parts): void {
  const { errors, globalErrors, life, requires } = parts;
  globalErrors.onAny({
    raised: (error) => life.whenStarted('error raised', () => errors.raised(error)),
    cleared: (error) => life.whenStarted('error cleared', () => errors.cleared(error)),
  });
  watchSystem(parts);
  for (const evse of requires.evse_manager) watchEvse(evse, parts);
  watchEvCertificates(requires, parts);
}

function watchEvse({ index, on }: EvseConnection, parts: Parts): void {
  const { chargePoint, life, log, meters, readiness, reserved, resumingSessionIds, sessions } = parts;
  const evseId = index + 1;
  on.waiting_for_external_ready((isWaiting) => {
    if (isWaiting) readiness.waiting(evseId);
  });
  on.ready((isReady) => {
    if (isReady) readiness.ready(evseId);
  });
  on.session_event((event) => {
    reserved.note(evseId, event);
    if (event.event === 'SessionResumed') resumingSessionIds.push(event.uuid);
    else life.whenStarted('session event', () => sessions.handle(evseId, event));
  });
  on.powermeter((meter) => meters.measured(evseId, meter));
  on.ev_info((car) => meters.carTold(evseId, car));
  on.enforced_limits((limits) => meters.limited(evseId, limits));
  on.powermeter_public_key_ocmf((key) =>
    life.whenStarted('public key of a meter', () => {
      if (!chargePoint.setPowermeterPublicKey(evseId, key))
        log.warn({ evseId }, 'public key of the meter is not stored');
    }),
  );
}
