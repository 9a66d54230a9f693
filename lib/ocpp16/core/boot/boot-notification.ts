import type { Request, Response } from '../../messages/index.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { AlignedValues } from '../metering/aligned-values.js';
import type { Heartbeat } from './heartbeat.js';

/** What the station says of itself; members that the configuration does not have stay away. */
export type StationIdentity = Request<'BootNotification'>;

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'log'> & {
  readonly aligned: AlignedValues;
  readonly heartbeat: Heartbeat;
  readonly statuses: ConnectorStatuses;
  readonly storeHeartbeatInterval: (intervalS: number) => void;
};

/** OCPP 1.6 §4.2: BootNotification.conf. Asking again after Pending, Rejected or silence is the link's work. */
export function bootNotificationAnswered(response: Response<'BootNotification'>, parts: Parts): void {
  const { aligned, callbacks, guard, heartbeat, log, statuses } = parts;
  const { currentTime, interval, status } = response;
  log.info({ status, intervalS: interval }, 'boot notification answered');
  if (status === 'Accepted') {
    // OCPP 1.6 §4.2: the interval is a heartbeat interval only when the registration is accepted.
    if (interval > 0) guard.store('heartbeat interval', () => parts.storeHeartbeatInterval(interval));
    guard.run('setSystemTime', () => callbacks.setSystemTime?.(currentTime));
    heartbeat.restart();
    aligned.restart();
    statuses.reportAll();
  }
  guard.run('bootNotificationResponse', () => callbacks.bootNotificationResponse?.(response));
}
