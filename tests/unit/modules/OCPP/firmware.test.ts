import { afterEach, describe, expect, test } from '@jest/globals';
import type { FirmwareUpdateStatusEnum, LogStatusEnum } from '#generated/types/system';
import { StationKit, type StationOptions } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.remove());

async function start(options: StationOptions = {}): Promise<void> {
  station = await StationKit.start({
    keys: { Core: { SupportedFeatureProfiles: 'Core,FirmwareManagement,RemoteTrigger' } },
    ...options,
    prepare(kit) {
      const system = kit.peer('system');
      system.answer('upload_logs', () => ({ upload_logs_status: 'Accepted', file_name: 'diagnostics.json' }));
      system.answer('update_firmware', () => 'Accepted');
      system.answer('allow_firmware_installation', () => undefined);
      kit.peer('security').answer('verify_certificate', () => 'Valid');
      options.prepare?.(kit);
    },
  });
}

async function update(status: FirmwareUpdateStatusEnum, requestId: number, disables?: boolean): Promise<void> {
  station.kit.peer('system').publish('firmware_update_status', {
    firmware_update_status: status,
    request_id: requestId,
    ...(disables !== undefined && { firmware_update_metadata: { disable_connectors_during_install: disables } }),
  });
  await station.settle();
}

async function log(status: LogStatusEnum, requestId: number): Promise<void> {
  station.kit.peer('system').publish('log_status', { log_status: status, request_id: requestId });
  await station.settle();
}

/** What an EVSE was told since the start: its states. */
function switches(evse: number): string[] {
  const calls = station.kit.peer('evse_manager', evse - 1).calls('enable_disable');
  return calls.map(({ cmd_source: source }) => source.enable_state);
}

const firmware = {
  location: 'https://host/fw.bin',
  retrieveDateTime: '2026-01-01T00:00:00Z',
  installDateTime: '2026-01-02T00:00:00Z',
  signingCertificate: 'PEM',
  signature: 'c2ln',
};

describe('acceptance 18 · retries + 1; request_id -1 versus signed', () => {
  test('GetDiagnostics', async () => {
    await start();
    const answer = await station.csms.call('GetDiagnostics', {
      location: 'ftp://host/',
      retries: 2,
      retryInterval: 5,
      startTime: '2026-01-01T00:00:00Z',
      stopTime: '2026-01-02T00:00:00Z',
    });

    expect(answer).toEqual({ fileName: 'diagnostics.json' });
    expect(station.kit.peer('system').calls('upload_logs')).toEqual([
      {
        upload_logs_request: {
          location: 'ftp://host/',
          retries: 3,
          retry_interval_s: 5,
          oldest_timestamp: '2026-01-01T00:00:00Z',
          latest_timestamp: '2026-01-02T00:00:00Z',
        },
      },
    ]);
  });

  test('GetLog', async () => {
    await start();
    const answer = await station.csms.call('GetLog', {
      logType: 'SecurityLog',
      requestId: 7,
      retries: 0,
      log: { remoteLocation: 'https://host/', latestTimestamp: '2026-01-02T00:00:00Z' },
    });

    expect(answer).toEqual({ status: 'Accepted', filename: 'diagnostics.json' });
    expect(station.kit.peer('system').calls('upload_logs')).toEqual([
      {
        upload_logs_request: {
          location: 'https://host/',
          request_id: 7,
          type: 'SecurityLog',
          retries: 1,
          latest_timestamp: '2026-01-02T00:00:00Z',
        },
      },
    ]);
  });

  test('UpdateFirmware', async () => {
    await start();
    const retrieveDate = '2026-01-01T00:00:00Z';

    expect(await station.csms.call('UpdateFirmware', { location: 'ftp://host/fw', retries: 1, retrieveDate })).toEqual(
      {},
    );
    expect(station.kit.peer('system').calls('update_firmware')).toEqual([
      {
        firmware_update_request: {
          location: 'ftp://host/fw',
          request_id: -1,
          retries: 2,
          retrieve_timestamp: retrieveDate,
        },
      },
    ]);
  });

  test('SignedUpdateFirmware, after its certificate was found good', async () => {
    await start();

    expect(await station.csms.call('SignedUpdateFirmware', { requestId: 7, retryInterval: 3, firmware })).toEqual({
      status: 'Accepted',
    });
    expect(station.kit.peer('security').calls('verify_certificate')).toEqual([
      { certificate_chain: 'PEM', certificate_types: ['MF'] },
    ]);
    expect(station.kit.peer('system').calls('update_firmware')).toEqual([
      {
        firmware_update_request: {
          location: 'https://host/fw.bin',
          request_id: 7,
          retry_interval_s: 3,
          retrieve_timestamp: '2026-01-01T00:00:00Z',
          install_timestamp: '2026-01-02T00:00:00Z',
          signing_certificate: 'PEM',
          signature: 'c2ln',
        },
      },
    ]);
  });

  test.each(['IssuerNotFound', 'Expired', 'Unknown'] as const)(
    'a certificate that is %s is refused, and nothing is fetched',
    async (result) => {
      await start({ prepare: (kit) => kit.peer('security').answer('verify_certificate', () => result) });

      expect(await station.csms.call('SignedUpdateFirmware', { requestId: 7, firmware })).toEqual({
        status: 'InvalidCertificate',
      });
      await station.settle();
      expect(station.kit.peer('system').calls('update_firmware')).toEqual([]);
      expect(station.kit.published('ocpp_generic', 'security_event')).toContainEqual({
        type: 'InvalidFirmwareSigningCertificate',
        info: 'Certificate is invalid.',
      });
    },
  );
});

describe('acceptance 19 · firmware flow disables, allows installation, re-enables', () => {
  test('an idle station', async () => {
    await start();
    const before = switches(1).length;
    for (const status of ['Downloading', 'Downloaded', 'Installing', 'Installed'] as const) await update(status, -1);

    expect(switches(1).slice(before)).toEqual(['Disable', 'Enable']);
    expect(switches(2).slice(before)).toEqual(['Disable', 'Enable']);
    expect(station.kit.peer('system').calls('allow_firmware_installation')).toHaveLength(1);
    expect(await station.story()).toEqual(
      ['Downloading', 'Downloaded', 'Installing', 'Installed'].map((status) => `FirmwareStatusNotification ${status}`),
    );
  });

  test('a charging station waits for the end of the transaction', async () => {
    await start();
    await station.charge(1);
    const before = switches(1).length;
    await update('SignatureVerified', 7);
    expect(switches(1).slice(before)).toEqual([]);
    expect(station.kit.peer('system').calls('allow_firmware_installation')).toEqual([]);

    await station.finishTransaction(1, { reason: 'Local' });
    await station.settle();

    expect(switches(1).slice(before)).toEqual(['Disable']);
    expect(station.kit.peer('system').calls('allow_firmware_installation')).toHaveLength(1);
  });

  test('a firmware that needs no rest', async () => {
    await start();
    const before = switches(1).length;
    await update('Downloaded', -1, false);

    expect(switches(1).slice(before)).toEqual([]);
  });
});

describe('what the system reports', () => {
  test('goes to the central system, with or without request id', async () => {
    await start();
    await log('Uploading', -1);
    await log('UploadFailure', -1);
    await log('Uploaded', 7);
    await log('AcceptedCanceled', 7);
    await update('InstallScheduled', 7);

    expect(await station.story()).toEqual([
      'DiagnosticsStatusNotification Uploading',
      'DiagnosticsStatusNotification UploadFailed',
      'LogStatusNotification Uploaded',
      'SignedFirmwareStatusNotification InstallScheduled',
    ]);
  });

  test('acceptance 4 · early system statuses are replayed after the start', async () => {
    await start({ booted: false });
    await log('Uploading', -1);
    expect(await station.payloads('DiagnosticsStatusNotification')).toEqual([]);
    await station.ready();

    expect(await station.payloads('DiagnosticsStatusNotification')).toEqual([{ status: 'Uploading' }]);
  });
});
