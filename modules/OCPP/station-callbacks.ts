import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePointCallbacks } from '../../lib/ocpp16/index.js';
import { receiveData } from './data-transfer.js';
import { answerEv } from './ev-certificates.js';
import type { Evses } from './evses.js';
import type { KeyForwarding } from './key-forwarding.js';
import type { KeyMonitors } from './key-monitors.js';
import type { StationLife } from './life.js';
import type { Limits } from './limits.js';
import { pricingReports } from './pricing-reports.js';
import { stationCommands } from './station-commands.js';
import { systemRequests } from './system-requests.js';
import type { TransactionEnds } from './transaction-ends.js';
import { transactionReports } from './transaction-reports.js';

type Parts = Pick<ModuleContext<OCPP>, 'clock' | 'config' | 'log' | 'provides' | 'requires' | 'signal'> & {
  readonly ends: TransactionEnds;
  readonly evses: Evses;
  readonly forwarding: KeyForwarding;
  readonly life: () => StationLife;
  readonly limits: () => Limits;
  readonly monitors: KeyMonitors;
};

/** Everything the charge point asks of the station, and tells it. */
export function stationCallbacks(parts: Parts): ChargePointCallbacks {
  const { forwarding, limits, monitors, provides, requires } = parts;
  const { auth_provider: tokens, ocpp_generic: generic } = provides;
  const { data_transfer: receiver } = requires;
  return {
    ...stationCommands(parts),
    ...systemRequests(requires),
    ...answerEv(requires),
    ...pricingReports(parts),
    ...transactionReports(provides),
    provideToken: ({ connectors, idTag, prevalidated }) =>
      tokens.publish.provided_token({
        id_token: { value: idTag, type: 'Central' },
        authorization_type: 'OCPP',
        connectors: [...connectors],
        prevalidated,
      }),
    bootNotificationResponse: ({ currentTime, interval, status }) =>
      generic.publish.boot_notification_response({ status, current_time: currentTime, interval }),
    connectionStateChanged: ({ centralSystemUri, chargePointId, isConnected, securityProfile, slot }) =>
      generic.publish.connection_status({
        connected: isConnected,
        csms_url: centralSystemUri,
        identity: chargePointId,
        security_profile: securityProfile,
        configuration_slot: slot,
        ocpp_interface: 'Any',
        ocpp_transport: 'JSON',
        ocpp_version: '1.6',
      }),
    configurationKeyChanged(changed) {
      monitors.changed(changed);
      return forwarding.changed(changed);
    },
    chargingProfilesChanged: () => limits().publish(),
    securityEvent: (type, techInfo) => generic.publish.security_event({ type, info: techInfo }),
    ...(receiver !== undefined && { dataTransfer: (request) => receiveData(request, receiver) }),
  };
}
