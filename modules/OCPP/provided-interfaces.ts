import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePoint, Configuration } from '../../lib/ocpp16/index.js';
import { changeAvailability } from './availability.js';
import { ConfigurationKeys } from './configuration-keys.js';
import { sendData } from './data-transfer.js';
import type { Evses } from './evses.js';
import type { KeyMonitors } from './key-monitors.js';
import type { StationLife } from './life.js';
import { reportSecurityEvent } from './security-reports.js';
import { validateToken } from './token-validation.js';
import { getVariables, setVariables } from './variables.js';

type Parts = Pick<ModuleContext<OCPP>, 'log' | 'provides'> & {
  readonly chargePoint: ChargePoint;
  readonly configuration: Configuration;
  readonly evses: Evses;
  readonly life: StationLife;
  readonly monitors: KeyMonitors;
};

/** Answers the commands of other modules. */
export function provideInterfaces(parts: Parts): void {
  const { chargePoint, configuration, life, log, monitors, provides } = parts;
  const keys = new ConfigurationKeys(chargePoint, configuration);
  provides.auth_validator.implement({
    validate_token: ({ provided_token: token }) => validateToken(token, parts),
  });
  provides.data_transfer.implement({
    data_transfer: ({ request }) => sendData(request, parts),
  });
  provides.main.implement({
    stop: () => life.stop(),
    restart: () => life.restart(),
    get_configuration_key: (request) => keys.read(request.keys),
    set_configuration_key: ({ key, value }) => keys.change(key, value),
    monitor_configuration_keys: (request) => monitors.watchKeys(request.keys),
    security_event: ({ info, type }) => reportSecurityEvent({ type, techInfo: info }, chargePoint, log),
  });
  provides.ocpp_generic.implement({
    stop: () => life.stop(),
    restart: () => life.restart(),
    security_event: ({ event: { critical, info, timestamp, type } }) => {
      const event = {
        type,
        ...(info !== undefined && { techInfo: info }),
        ...(timestamp !== undefined && { timestamp }),
        ...(critical !== undefined && { isCritical: critical }),
      };
      reportSecurityEvent(event, chargePoint, log);
    },
    get_variables: ({ requests }) => getVariables(requests, keys),
    set_variables: ({ requests }) => setVariables(requests, keys),
    change_availability: ({ request }) => changeAvailability(request, parts),
    monitor_variables: ({ component_variables: variables }) => monitors.watchVariables(variables),
  });
}
