import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { EnableDisableSource } from '#generated/types/evse_manager';
import type { ChargePointCallbacks, Reason, Request } from '../../lib/ocpp16/index.js';
import { ONLY_CONNECTOR, type Evses } from './evses.js';
import type { StationLife } from './life.js';
import { reservations } from './reservations.js';
import type { TransactionEnds } from './transaction-ends.js';

type Parts = Pick<ModuleContext<OCPP>, 'clock' | 'config' | 'log' | 'requires' | 'signal'> & {
  readonly ends: TransactionEnds;
  readonly evses: Evses;
  readonly life: () => StationLife;
};

type Commands = Pick<
  ChargePointCallbacks,
  | 'cancelReservation'
  | 'disableEvse'
  | 'enableEvse'
  | 'isResetAllowed'
  | 'isTokenReservedForConnector'
  | 'pauseCharging'
  | 'reserveNow'
  | 'reset'
  | 'setSystemTime'
  | 'stopTransaction'
  | 'unlockConnector'
>;

/** The central system shares its priority with no other party that enables and disables EVSEs. */
const CSMS_PRIORITY = 5000;
const WHOLE_EVSE = 0;

/** What the central system wants of the station, as commands of other modules. */
export function stationCommands(parts: Parts): Commands {
  const { evses, log, requires } = parts;
  return {
    enableEvse: (connectorId) => setAvailability(evses, connectorId, 'Enable'),
    disableEvse: (connectorId) => setAvailability(evses, connectorId, 'Disable'),
    pauseCharging: (connectorId) => evses.byConnector(connectorId)?.call.pause_charging(),
    stopTransaction: (connectorId, reason) => stopTransaction(connectorId, reason, parts),
    async unlockConnector(connectorId) {
      const isUnlocked = await evses.byConnector(connectorId)?.call.force_unlock({ connector_id: ONLY_CONNECTOR });
      return isUnlocked === true ? 'Unlocked' : 'NotSupported';
    },
    ...reservations(requires.reservation),
    isResetAllowed: (type) => requires.system.call.is_reset_allowed({ type }),
    reset: (type) => reset(type, parts),
    async setSystemTime(time) {
      const isSet = await requires.system.call.set_system_time({ timestamp: time });
      if (!isSet) log.warn({ time }, 'system time was not set');
    },
  };
}

/** The whole station is no EVSE: nobody is told. */
function setAvailability(
  evses: Evses,
  connectorId: number,
  state: EnableDisableSource['enable_state'],
): Promise<boolean> | undefined {
  return evses.byConnector(connectorId)?.call.enable_disable({
    connector_id: WHOLE_EVSE,
    cmd_source: { enable_source: 'CSMS', enable_state: state, enable_priority: CSMS_PRIORITY },
  });
}

/** A charge point that stops waits until the end has been reported, so that it is on disk before the database closes. */
async function stopTransaction(connectorId: number, reason: Reason, { ends, evses, life }: Parts): Promise<boolean> {
  const evse = evses.byConnector(connectorId);
  const { isShutDown, isStopping } = life();
  if (evse === undefined || isShutDown) return false;
  const ended = isStopping ? ends.next(connectorId) : undefined;
  const isStopped = await evse.call.stop_transaction({ request: { reason } });
  if (isStopped) await ended;
  return isStopped;
}

/** OCPP 1.6 §5.14: transactions are over by now. */
async function reset(type: Request<'Reset'>['type'], { clock, config, life, requires, signal }: Parts): Promise<void> {
  await clock.sleep(config.module.ResetStopDelay * 1000, signal);
  await life().stop();
  await requires.system.call.reset({ type, scheduled: false });
}
