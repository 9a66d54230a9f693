import type { ChargePointCallbacks } from '../../../../../lib/ocpp16/core/callbacks.js';
import type { FirmwareUpdateReport } from '../../../../../lib/ocpp16/firmware/firmware-updates.js';
import type { Request } from '../../../../../lib/ocpp16/messages/index.js';
import { Kit, type KitOptions } from '../charge-point/support/kit.js';

/** Numbers of requests: an update or upload that has none, and the one of the messages below. */
export const unsigned = -1;
export const signed = 42;

/** A booted station that offers firmware updates and uploads. */
export async function bootedWith(
  callbacks: Partial<ChargePointCallbacks> = {},
  options: KitOptions = {},
): Promise<{ kit: Kit; asked: [string, unknown][] }> {
  const asked: [string, unknown][] = [];
  const note =
    <T>(name: string, answer: T) =>
    (argument?: unknown): T => {
      asked.push([name, argument]);
      return answer;
    };
  const kit = await Kit.booted({
    ...options,
    keys: { ...options.keys, Core: { SupportedFeatureProfiles: 'Core,FirmwareManagement,RemoteTrigger' } },
    callbacks: {
      uploadDiagnostics: note('uploadDiagnostics', { fileName: 'diagnostics.json' }),
      uploadLogs: note('uploadLogs', { status: 'Accepted', filename: 'log.json' } as const),
      updateFirmware: note('updateFirmware', undefined),
      verifyFirmwareCertificate: note('verifyFirmwareCertificate', true),
      signedUpdateFirmware: note('signedUpdateFirmware', 'Accepted' as const),
      allConnectorsUnavailable: note('allConnectorsUnavailable', undefined),
      ...callbacks,
    },
  });
  return { kit, asked };
}

export function signedUpdate(): Request<'SignedUpdateFirmware'> {
  return {
    requestId: signed,
    retries: 2,
    retryInterval: 5,
    firmware: {
      location: 'https://host/fw.bin',
      retrieveDateTime: '2026-01-01T00:00:00Z',
      signingCertificate: 'PEM',
      signature: 'c2ln',
    },
  };
}

/** Reports the statuses one after the other. */
export function report(
  kit: Kit,
  requestId: number,
  statuses: readonly FirmwareUpdateReport['status'][],
  more: Partial<FirmwareUpdateReport> = {},
): void {
  for (const status of statuses) kit.station.onFirmwareUpdateStatus({ requestId, status, ...more });
}
