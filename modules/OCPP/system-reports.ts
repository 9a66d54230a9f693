import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePoint } from '../../lib/ocpp16/index.js';
import type { StationLife } from './life.js';

type Parts = Pick<ModuleContext<OCPP>, 'requires'> & {
  readonly chargePoint: ChargePoint;
  readonly life: StationLife;
};

/** How uploads and firmware updates come along, for the central system. */
export function watchSystem({ chargePoint, life, requires }: Parts): void {
  const { on } = requires.system;
  on.log_status(({ log_status: status, request_id: requestId }) =>
    life.whenStarted('status of an upload', () => chargePoint.onLogStatus(requestId, status)),
  );
  on.firmware_update_status((update) => {
    const { firmware_update_metadata: metadata, firmware_update_status: status, request_id: requestId } = update;
    const disables = metadata?.disable_connectors_during_install;
    life.whenStarted('status of a firmware update', () =>
      chargePoint.onFirmwareUpdateStatus({
        requestId,
        status,
        ...(disables !== undefined && { disableConnectorsDuringInstall: disables }),
      }),
    );
  });
}
