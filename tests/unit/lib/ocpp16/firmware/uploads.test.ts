import { describe, expect, test } from '@jest/globals';
import { bootedWith, signed, unsigned } from './firmware-kit.js';

const log = { remoteLocation: 'https://host/logs/', oldestTimestamp: '2026-01-01T00:00:00Z' };

describe('acceptance 42 · file names', () => {
  test('OCPP 1.6 §5.9 · GetDiagnostics is handed on and tells the name of the file', async () => {
    const { asked, kit } = await bootedWith();
    const request = { location: 'ftp://host/', retries: 1, startTime: '2026-01-01T00:00:00Z' };

    expect(await kit.csms.call('GetDiagnostics', request)).toEqual({ fileName: 'diagnostics.json' });
    expect(asked).toEqual([['uploadDiagnostics', request]]);
  });

  test.each([
    ['there is nothing to send', () => ({})],
    ['the application fails', () => Promise.reject(new Error('no'))],
  ])('the name is absent when %s', async (_, uploadDiagnostics) => {
    const { kit } = await bootedWith({ uploadDiagnostics });

    expect(await kit.csms.call('GetDiagnostics', { location: 'ftp://host/' })).toEqual({});
  });

  test('a long name is cut to 255 characters', async () => {
    const { kit } = await bootedWith({ uploadDiagnostics: () => ({ fileName: 'x'.repeat(300) }) });

    expect(await kit.csms.call('GetDiagnostics', { location: 'ftp://host/' })).toEqual({ fileName: 'x'.repeat(255) });
  });

  test.each([
    { status: 'Accepted', filename: 'log.json' },
    { status: 'AcceptedCanceled', filename: 'log.json' },
    { status: 'Rejected' },
  ] as const)('Security WP N01 · GetLog is answered with %j of the application', async (answer) => {
    const { kit } = await bootedWith({ uploadLogs: () => answer });

    expect(await kit.csms.call('GetLog', { logType: 'SecurityLog', requestId: signed, log })).toEqual(answer);
  });

  test('GetLog is Rejected when the application fails', async () => {
    const { kit } = await bootedWith({ uploadLogs: () => Promise.reject(new Error('no')) });

    expect(await kit.csms.call('GetLog', { logType: 'DiagnosticsLog', requestId: signed, log })).toEqual({
      status: 'Rejected',
    });
  });
});

describe('acceptance 42 · statuses', () => {
  test('of diagnostics, where UploadFailure is UploadFailed', async () => {
    const { kit } = await bootedWith();
    const statuses = ['Uploading', 'UploadFailure', 'UploadFailed', 'Uploaded', 'Idle', 'AcceptedCanceled', 'Nonsense'];
    for (const status of statuses) kit.station.onLogStatus(unsigned, status);

    expect((await kit.payloads('DiagnosticsStatusNotification')).map(({ status }) => status)).toEqual([
      'Uploading',
      'UploadFailed',
      'UploadFailed',
      'Uploaded',
      'Idle',
    ]);
    expect(await kit.payloads('LogStatusNotification')).toEqual([]);
  });

  test('of logs, with their request id', async () => {
    const { kit } = await bootedWith();
    const statuses = [
      'Uploading',
      'BadMessage',
      'Idle',
      'NotSupportedOperation',
      'PermissionDenied',
      'Uploaded',
      'UploadFailure',
    ];
    for (const status of [...statuses, 'AcceptedCanceled', 'UploadFailed']) kit.station.onLogStatus(signed, status);

    expect(await kit.payloads('LogStatusNotification')).toEqual(
      statuses.map((status) => ({ status, requestId: signed })),
    );
  });
});

describe('acceptance 42 · Idle after the end', () => {
  test.each([
    ['Uploading', 'Uploading'],
    ['Uploaded', 'Idle'],
    ['UploadFailure', 'Idle'],
  ])('a trigger after %s tells %s', async (reported, told) => {
    const { kit } = await bootedWith();
    kit.station.onLogStatus(unsigned, reported);
    kit.station.onLogStatus(signed, reported);
    await kit.clock.settle();
    kit.forget();
    await kit.csms.call('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    await kit.csms.call('ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' });

    expect(await kit.payloads('DiagnosticsStatusNotification')).toEqual([{ status: told }]);
    expect(await kit.payloads('LogStatusNotification')).toEqual([{ status: told, requestId: signed }]);
  });
});
