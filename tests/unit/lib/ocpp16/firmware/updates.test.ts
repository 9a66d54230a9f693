import { describe, expect, test } from '@jest/globals';
import type { FirmwareUpdateReport } from '../../../../../lib/ocpp16/firmware/firmware-updates.js';
import type { Kit } from '../charge-point/support/kit.js';
import { bootedWith, report, signed, signedUpdate, unsigned } from './firmware-kit.js';

type Status = FirmwareUpdateReport['status'];

const all: readonly Status[] = [
  'DownloadScheduled',
  'Downloading',
  'DownloadPaused',
  'Downloaded',
  'SignatureVerified',
  'InstallScheduled',
  'Installing',
  'InstallRebooting',
  'Installed',
  'Idle',
  'DownloadFailed',
  'InstallationFailed',
  'InstallVerificationFailed',
  'InvalidSignature',
];

/** Enabling and disabling of connectors, in order. */
async function switched(kit: Kit): Promise<string[]> {
  const questions = await kit.questions();
  return questions.filter(([name]) => name.endsWith('Evse')).map(([name, id]) => `${name} ${String(id)}`);
}

describe('OCPP 1.6 §5.19 · UpdateFirmware', () => {
  test('is handed on, then confirmed', async () => {
    const { asked, kit } = await bootedWith();
    const request = { location: 'ftp://host/fw.bin', retrieveDate: '2026-01-01T00:00:00Z', retries: 2 };

    expect(await kit.csms.call('UpdateFirmware', request)).toEqual({});
    expect(asked).toEqual([['updateFirmware', request]]);
  });

  test('is confirmed also when the application fails', async () => {
    const { kit } = await bootedWith({ updateFirmware: () => Promise.reject(new Error('no')) });

    expect(await kit.csms.call('UpdateFirmware', { location: 'x', retrieveDate: '2026-01-01T00:00:00Z' })).toEqual({});
  });
});

describe('Security WP L01 · SignedUpdateFirmware', () => {
  test.each(['Accepted', 'Rejected', 'AcceptedCanceled', 'RevokedCertificate'] as const)(
    'is answered with %s of the application',
    async (status) => {
      const { kit } = await bootedWith({ signedUpdateFirmware: () => status });

      expect(await kit.csms.call('SignedUpdateFirmware', signedUpdate())).toEqual({ status });
      expect(await kit.questions()).not.toContainEqual(expect.arrayContaining(['securityEvent']));
    },
  );

  test('a certificate without a root of the manufacturer is InvalidCertificate, and nothing is fetched', async () => {
    const { asked, kit } = await bootedWith({ verifyFirmwareCertificate: () => false });

    expect(await kit.csms.call('SignedUpdateFirmware', signedUpdate())).toEqual({ status: 'InvalidCertificate' });
    expect(asked).toEqual([]);
    expect(await kit.questions()).toEqual([
      ['securityEvent', 'InvalidFirmwareSigningCertificate', 'Certificate is invalid.'],
    ]);
  });

  test('InvalidCertificate of the application raises the same event', async () => {
    const { kit } = await bootedWith({ signedUpdateFirmware: () => 'InvalidCertificate' });

    expect(await kit.csms.call('SignedUpdateFirmware', signedUpdate())).toEqual({ status: 'InvalidCertificate' });
    expect(await kit.questions()).toEqual([
      ['securityEvent', 'InvalidFirmwareSigningCertificate', 'Certificate is invalid.'],
    ]);
  });

  test.each([
    ['cannot be checked', { verifyFirmwareCertificate: () => Promise.reject(new Error('no store')) }],
    ['nobody can check', { verifyFirmwareCertificate: undefined }],
  ])('a certificate that %s is InvalidCertificate', async (_, callbacks) => {
    const { kit } = await bootedWith(callbacks as object);

    expect(await kit.csms.call('SignedUpdateFirmware', signedUpdate())).toEqual({ status: 'InvalidCertificate' });
  });

  test('is Rejected when nobody updates', async () => {
    const { kit } = await bootedWith({}, { without: ['signedUpdateFirmware'] });

    expect(await kit.csms.call('SignedUpdateFirmware', signedUpdate())).toEqual({ status: 'Rejected' });
  });
});

describe('UpdateFirmware, which has no status in its answer', () => {
  test.each([
    ['nobody updates', { without: ['updateFirmware'] as const }, {}],
    ['the application fails', {}, { updateFirmware: () => Promise.reject(new Error('no space')) }],
  ])('has failed at once when %s', async (_, options, callbacks) => {
    const { kit } = await bootedWith(callbacks, options);

    expect(await kit.csms.call('UpdateFirmware', { location: 'x', retrieveDate: '2026-01-01T00:00:00Z' })).toEqual({});
    expect(await kit.story()).toEqual(['=UpdateFirmware', 'FirmwareStatusNotification DownloadFailed']);
  });
});

describe('acceptance 41 · status order', () => {
  test('an unsigned update sends the statuses that FirmwareStatusNotification has', async () => {
    const { kit } = await bootedWith();
    report(kit, unsigned, all);

    expect(await kit.payloads('FirmwareStatusNotification')).toEqual(
      ['Downloading', 'Downloaded', 'Installing', 'Installed', 'Idle', 'DownloadFailed', 'InstallationFailed'].map(
        (status) => ({ status }),
      ),
    );
    expect(await kit.payloads('SignedFirmwareStatusNotification')).toEqual([]);
  });

  test('a signed update sends all 14 with its request id', async () => {
    const { kit } = await bootedWith();
    report(kit, signed, all);

    expect(await kit.payloads('SignedFirmwareStatusNotification')).toEqual(
      all.map((status) => ({ status, requestId: signed })),
    );
    expect(await kit.payloads('FirmwareStatusNotification')).toEqual([]);
  });

  test('InvalidSignature is told first, then the event is sent', async () => {
    const { kit } = await bootedWith();
    report(kit, signed, ['InvalidSignature']);

    expect(await kit.story()).toEqual([
      'SignedFirmwareStatusNotification InvalidSignature',
      'SecurityEventNotification InvalidFirmwareSignature',
    ]);
  });

  test('a status is lost while offline', async () => {
    const { kit } = await bootedWith();
    kit.csms.lose();
    report(kit, unsigned, ['Downloading']);
    kit.csms.open();

    expect(await kit.payloads('FirmwareStatusNotification')).toEqual([]);
  });
});

describe('acceptance 41 · connectors during an installation', () => {
  test.each<[number, Status]>([
    [unsigned, 'Downloaded'],
    [signed, 'SignatureVerified'],
  ])('an image of request %i that is %s takes idle connectors out of use', async (requestId, status) => {
    const { asked, kit } = await bootedWith();
    report(kit, requestId, ['Downloading', status, 'Installing']);

    expect(await switched(kit)).toEqual(['disableEvse 1', 'disableEvse 2']);
    expect(asked).toEqual([['allConnectorsUnavailable', undefined]]);
    expect([0, 1, 2].map((id) => kit.store.availability.get(id))).toEqual(['Operative', 'Operative', 'Operative']);
  });

  test('a signed image that is only Downloaded changes nothing', async () => {
    const { kit } = await bootedWith();
    report(kit, signed, ['Downloading', 'Downloaded']);

    expect(await switched(kit)).toEqual([]);
  });

  test('connectors stay in use when the firmware wants it so', async () => {
    const { asked, kit } = await bootedWith();
    report(kit, unsigned, ['Downloaded', 'Installing'], { disableConnectorsDuringInstall: false });

    expect(await switched(kit)).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('a busy connector follows after its transaction, and then the installation may begin', async () => {
    const { asked, kit } = await bootedWith();
    await kit.charge(1);
    report(kit, unsigned, ['Downloaded']);
    expect(await switched(kit)).toEqual(['disableEvse 2']);
    expect(asked).toEqual([]);

    kit.stopTransaction(1);
    await kit.clock.settle();

    expect(await switched(kit)).toEqual(['disableEvse 2', 'disableEvse 1']);
    expect(asked).toEqual([['allConnectorsUnavailable', undefined]]);
  });

  test('a busy connector takes no further car while the end of its transaction cannot be told', async () => {
    const { asked, kit } = await bootedWith();
    await kit.charge(1);
    report(kit, unsigned, ['Downloaded']);
    kit.csms.lose();
    kit.stopTransaction(1);
    await kit.clock.settle();
    expect(await switched(kit)).toEqual(['disableEvse 2']);

    kit.station.onSessionStopped(1, 'session-1');

    expect(await switched(kit)).toEqual(['disableEvse 2', 'disableEvse 1']);
    expect(asked).toEqual([]);
    kit.csms.open();
    await kit.clock.settle();
    expect(asked).toEqual([['allConnectorsUnavailable', undefined]]);
  });

  test.each<[number, Status]>([
    [unsigned, 'Installed'],
    [unsigned, 'InstallationFailed'],
    [signed, 'Installed'],
    [signed, 'InstallationFailed'],
    [signed, 'InstallVerificationFailed'],
    [signed, 'InvalidSignature'],
    [signed, 'DownloadFailed'],
    [signed, 'Downloading'],
  ])('after %i %s connectors are in use again', async (requestId, end) => {
    const { kit } = await bootedWith();
    report(kit, requestId, [requestId === signed ? 'SignatureVerified' : 'Downloaded']);
    kit.forget();
    report(kit, requestId, [end]);

    expect(await switched(kit)).toEqual(['enableEvse 0', 'enableEvse 1', 'enableEvse 2']);
    kit.stopTransaction(1);
    expect((await switched(kit)).filter((line) => line.startsWith('disable'))).toEqual([]);
  });

  test('a connector that the central system has taken out of use stays so', async () => {
    const { kit } = await bootedWith();
    await kit.csms.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    report(kit, unsigned, ['Downloaded']);
    kit.forget();
    report(kit, unsigned, ['Installed']);

    expect(await switched(kit)).toEqual(['enableEvse 0', 'enableEvse 2']);
  });

  test('ChangeAvailability during the installation counts after it', async () => {
    const { kit } = await bootedWith();
    await kit.csms.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    report(kit, unsigned, ['Downloaded']);
    kit.forget();
    expect(await kit.csms.call('ChangeAvailability', { connectorId: 1, type: 'Operative' })).toEqual({
      status: 'Accepted',
    });
    expect(await switched(kit)).toEqual([]);

    report(kit, unsigned, ['Installed']);

    expect(await switched(kit)).toEqual(['enableEvse 0', 'enableEvse 1', 'enableEvse 2']);
  });
});

describe('acceptance 41 · Idle after the end', () => {
  const trigger = { requestedMessage: 'FirmwareStatusNotification' } as const;

  test.each<Status>(['Downloading', 'Downloaded', 'Installing'])('a trigger during %s tells it', async (status) => {
    const { kit } = await bootedWith();
    report(kit, unsigned, [status]);
    await kit.clock.settle();
    kit.forget();
    await kit.csms.call('TriggerMessage', trigger);

    expect(await kit.payloads('FirmwareStatusNotification')).toEqual([{ status }]);
  });

  test.each<Status>(['Installed', 'InstallationFailed', 'DownloadFailed'])('a trigger after %s', async (status) => {
    const { kit } = await bootedWith();
    report(kit, unsigned, [status]);
    await kit.clock.settle();
    kit.forget();
    await kit.csms.call('TriggerMessage', trigger);

    expect(await kit.payloads('FirmwareStatusNotification')).toEqual([{ status: 'Idle' }]);
  });

  test.each<[Status, Status]>([
    ['SignatureVerified', 'SignatureVerified'],
    ['InstallRebooting', 'InstallRebooting'],
    ['Installed', 'Idle'],
    ['InstallationFailed', 'Idle'],
    ['InstallVerificationFailed', 'Idle'],
    ['InvalidSignature', 'Idle'],
    ['DownloadFailed', 'Idle'],
  ])('an extended trigger after %s tells %s with the request id', async (reported, told) => {
    const { kit } = await bootedWith();
    report(kit, signed, [reported]);
    await kit.clock.settle();
    kit.forget();
    await kit.csms.call('ExtendedTriggerMessage', trigger);

    expect(await kit.payloads('SignedFirmwareStatusNotification')).toEqual([{ status: told, requestId: signed }]);
  });

  test('a plain trigger says nothing of a signed update, and the other way round', async () => {
    const { kit } = await bootedWith();
    report(kit, signed, ['Installing']);
    await kit.clock.settle();
    kit.forget();
    await kit.csms.call('TriggerMessage', trigger);

    expect(await kit.payloads('FirmwareStatusNotification')).toEqual([{ status: 'Idle' }]);
  });
});
