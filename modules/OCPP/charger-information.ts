import type { ModuleContext } from 'everest-ts';
import { errorText } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePoint, Configuration } from '../../lib/ocpp16/index.js';

type Parts = Pick<ModuleContext<OCPP>, 'log' | 'requires'> & {
  readonly chargePoint: ChargePoint;
  readonly configuration: Configuration;
};

/** Vendor, model, serials and firmware version as the charger itself knows them go before those of the configuration. */
export async function adoptChargerInformation(parts: Parts): Promise<void> {
  const { chargePoint, configuration, log, requires } = parts;
  if (requires.charger_information === undefined) return;
  try {
    const told = await requires.charger_information.call.get_charger_information();
    const firmwareVersion = changed(told.firmware_version, configuration.get('FirmwareVersion'));
    const chargePointSerialNumber = changed(told.chargepoint_serial, configuration.get('ChargePointSerialNumber'));
    const chargeBoxSerialNumber = changed(told.chargebox_serial, configuration.get('ChargeBoxSerialNumber'));
    const vendor = changed(told.vendor, configuration.get('ChargePointVendor'));
    const model = changed(told.model, configuration.get('ChargePointModel'));
    chargePoint.updateChargePointInformation({
      ...(vendor !== undefined && { vendor }),
      ...(model !== undefined && { model }),
      ...(chargePointSerialNumber !== undefined && { chargePointSerialNumber }),
      ...(chargeBoxSerialNumber !== undefined && { chargeBoxSerialNumber }),
      ...(firmwareVersion !== undefined && { firmwareVersion }),
    });
  } catch (error) {
    log.warn({ reason: errorText(error) }, 'charger information is not available, the configured one is used');
  }
}

/** What is stored already need not be written again at each start. */
function changed(told: string | undefined, configured: string | undefined): string | undefined {
  return told === configured ? undefined : told;
}
