import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { UploadLogsRequest } from '#generated/types/system';
import type { Request, TransferCallbacks } from '../../lib/ocpp16/index.js';

type Requirements = ModuleContext<OCPP>['requires'];

/** Updates without signature have no number; the interface wants one. */
const NO_REQUEST_ID = -1;

/** Firmware and logs: what the central system wants of the machine, as commands of the system module. */
export function systemRequests({ security, system }: Pick<Requirements, 'security' | 'system'>): TransferCallbacks {
  return {
    async uploadDiagnostics({ location, startTime, stopTime, ...more }) {
      const { file_name: fileName } = await system.call.upload_logs({
        upload_logs_request: { location, ...period(startTime, stopTime), ...attempts(more) },
      });
      return fileName === undefined ? {} : { fileName };
    },
    async uploadLogs({ log, logType, requestId, ...more }) {
      const { file_name: filename, upload_logs_status: status } = await system.call.upload_logs({
        upload_logs_request: {
          location: log.remoteLocation,
          request_id: requestId,
          type: logType,
          ...period(log.oldestTimestamp, log.latestTimestamp),
          ...attempts(more),
        },
      });
      return { status, ...(filename !== undefined && { filename }) };
    },
    updateFirmware: ({ location, retrieveDate, ...more }) =>
      system.call.update_firmware({
        firmware_update_request: {
          location,
          request_id: NO_REQUEST_ID,
          retrieve_timestamp: retrieveDate,
          ...attempts(more),
        },
      }),
    async verifyFirmwareCertificate(certificate) {
      const result = await security.call.verify_certificate({
        certificate_chain: certificate,
        certificate_types: ['MF'],
      });
      return result === 'Valid';
    },
    signedUpdateFirmware: ({ firmware, requestId, ...more }) =>
      system.call.update_firmware({
        firmware_update_request: {
          location: firmware.location,
          request_id: requestId,
          signature: firmware.signature,
          signing_certificate: firmware.signingCertificate,
          retrieve_timestamp: firmware.retrieveDateTime,
          ...(firmware.installDateTime !== undefined && { install_timestamp: firmware.installDateTime }),
          ...attempts(more),
        },
      }),
    allConnectorsUnavailable: () => system.call.allow_firmware_installation(),
  };
}

/** OCPP counts repeats, the interface counts attempts. */
function attempts({
  retries,
  retryInterval,
}: Pick<Request<'UpdateFirmware'>, 'retries' | 'retryInterval'>): Pick<
  UploadLogsRequest,
  'retries' | 'retry_interval_s'
> {
  return {
    ...(retries !== undefined && { retries: Math.max(0, retries) + 1 }),
    ...(retryInterval !== undefined && { retry_interval_s: retryInterval }),
  };
}

function period(
  oldest: string | undefined,
  latest: string | undefined,
): Pick<UploadLogsRequest, 'latest_timestamp' | 'oldest_timestamp'> {
  return {
    ...(oldest !== undefined && { oldest_timestamp: oldest }),
    ...(latest !== undefined && { latest_timestamp: latest }),
  };
}
