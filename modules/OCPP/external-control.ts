import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import { ChargePointNotStarted, type ChargePoint } from '../../lib/ocpp16/index.js';

const CONNECT_TOPIC = 'everest_api/ocpp/cmd/connect';
const DISCONNECT_TOPIC = 'everest_api/ocpp/cmd/disconnect';

type Parts = Pick<ModuleContext<OCPP>, 'log' | 'mqtt'> & { readonly chargePoint: ChargePoint };

/** Opens and closes the connection on any message from outside. */
export function takeExternalControl({ chargePoint, log, mqtt }: Parts): void {
  const control = (topic: string, work: () => void): void => {
    mqtt.subscribe(topic, () => {
      log.info({ topic }, 'connection controlled from outside');
      try {
        work();
      } catch (error) {
        if (!(error instanceof ChargePointNotStarted)) throw error;
        log.warn({ topic }, 'charge point is not running, nothing to control');
      }
    });
  };
  control(CONNECT_TOPIC, () => chargePoint.connect());
  control(DISCONNECT_TOPIC, () => chargePoint.disconnect());
}
