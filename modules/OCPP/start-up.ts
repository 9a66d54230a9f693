import { errorText, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { BootReason, ChargePoint, Configuration } from '../../lib/ocpp16/index.js';
import { StoreFailed } from '../../lib/sqlite/index.js';
import { adoptChargerInformation } from './charger-information.js';
import type { Evses } from './evses.js';
import type { KeyForwarding } from './key-forwarding.js';
import type { StationLife } from './life.js';
import type { Limits } from './limits.js';
import type { Meters } from './meters.js';
import type { EvseReadiness } from './readiness.js';

type Parts = Pick<ModuleContext<OCPP>, 'clock' | 'config' | 'log' | 'requires' | 'signal'> & {
  readonly chargePoint: ChargePoint;
  readonly configuration: Configuration;
  readonly evses: Evses;
  readonly forwarding: KeyForwarding;
  readonly life: StationLife;
  readonly limits: Limits;
  readonly meters: Meters;
  readonly readiness: EvseReadiness;
  /** Sessions that the EVSEs have resumed, as far as they have told. */
  readonly resumingSessionIds: readonly string[];
};

/** From the first word of the EVSEs to the first message: nothing is sent before every EVSE is ready. */
export async function startUp(parts: Parts): Promise<void> {
  const { clock, config, evses, forwarding, life, limits, meters, readiness, requires, signal } = parts;
  await evses.check();
  limits.start();
  await readiness.all(signal);
  await forwarding.forwardAll();
  await adoptChargerInformation(parts);
  // What failed so far was survived, also when it failed because the module ends.
  if (life.isShutDown) return;
  await open(parts);
  if (life.isShutDown) return;
  meters.repeat();
  await releaseEvses(parts);
  await clock.sleep(config.module.DelayOcppStart, signal);
  await life.begin(await bootReason(requires.system, parts));
}

/** Without its database a station could not keep what it must tell the central system, so it does not start. */
async function open({ chargePoint, log, resumingSessionIds }: Parts): Promise<void> {
  try {
    await chargePoint.init({ resumingSessionIds });
  } catch (error) {
    if (error instanceof StoreFailed) {
      log.error({ path: error.path, failure: error.failure }, 'database of the charge point cannot be used');
    }
    throw error;
  }
}

async function releaseEvses({ evses, log }: Parts): Promise<void> {
  for (const { call, moduleId } of evses.all) {
    try {
      const isReleased = await call.external_ready_to_start_charging();
      if (!isReleased) log.debug({ moduleId }, 'EVSE did not wait for OCPP');
    } catch (error) {
      log.warn({ moduleId, reason: errorText(error) }, 'EVSE could not be released for charging');
    }
  }
}

async function bootReason(system: Parts['requires']['system'], { log }: Parts): Promise<BootReason> {
  try {
    return await system.call.get_boot_reason();
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'boot reason is not known');
    return 'PowerUp';
  }
}
