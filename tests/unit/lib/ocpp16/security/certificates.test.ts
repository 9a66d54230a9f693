import { describe, expect, test } from '@jest/globals';
import type { StationCertificates } from '../../../../../lib/ocpp16/security/station-certificates.js';
import { Kit, type KitOptions } from '../charge-point/support/kit.js';

const HOUR_S = 3600;
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;

interface Options {
  readonly certificates?: Partial<StationCertificates>;
  readonly keys?: KitOptions['keys'];
}

/** What the certificate store was asked, in order. */
let asked: unknown[][] = [];

function station({ certificates = {}, keys = {} }: Options = {}): Promise<Kit> {
  asked = [];
  const note =
    <T>(name: string, answer: T) =>
    (...args: unknown[]): T => {
      asked.push([name, ...args]);
      return answer;
    };
  const all: StationCertificates = {
    installRoot: note('installRoot', 'Accepted'),
    delete: note('delete', 'Accepted'),
    installedIds: note('installedIds', [hash]),
    installClientCertificate: note('installClientCertificate', 'Accepted'),
    requestSigning: note('requestSigning', 'CSR'),
    clientCertificateDays: note('clientCertificateDays', 365),
    ...certificates,
  };
  return Kit.booted({
    keys: { Security: { CpoName: 'Operator', AuthorizationKey: 'DEADBEEFDEADBEEF' }, ...keys },
    options: { certificates: all },
  });
}

const profile3 = { Security: { SecurityProfile: 3, CpoName: 'Operator' } };

async function events(kit: Kit): Promise<unknown[]> {
  return (await kit.questions()).filter(([name]) => name === 'securityEvent').map(([, ...rest]) => rest);
}

describe('SignCertificate (ExtendedTriggerMessage)', () => {
  const trigger = { requestedMessage: 'SignChargePointCertificate' } as const;

  test('answers Accepted, then sends a request for operator and serial number', async () => {
    const kit = await station();

    expect(await kit.csms.call('ExtendedTriggerMessage', trigger)).toEqual({ status: 'Accepted' });

    expect(await kit.payloads('SignCertificate')).toEqual([{ csr: 'CSR' }]);
    expect(asked).toEqual([
      ['requestSigning', { country: 'DE', organization: 'Operator', commonName: 'cp001', useTpm: false }],
    ]);
  });

  test('without CpoName is Rejected, and nothing is asked of the store', async () => {
    const kit = await station({ keys: { Security: { SecurityProfile: 0 } } });

    expect(await kit.csms.call('ExtendedTriggerMessage', trigger)).toEqual({ status: 'Rejected' });
    expect(asked).toEqual([]);
  });

  test('that cannot be made is the event CSRGenerationFailed, which stays at the station', async () => {
    const kit = await station({ certificates: { requestSigning: () => undefined } });

    await kit.csms.call('ExtendedTriggerMessage', trigger);

    expect(await events(kit)).toEqual([['CSRGenerationFailed', 'no certificate signing request could be made']]);
    expect(await kit.story()).not.toContain('SecurityEventNotification CSRGenerationFailed');
  });

  test('a store that fails is like one that cannot', async () => {
    const requestSigning = (): never => {
      throw new Error('store is gone');
    };
    const kit = await station({ certificates: { requestSigning } });

    await kit.csms.call('ExtendedTriggerMessage', trigger);

    expect((await events(kit))[0]).toEqual(['CSRGenerationFailed', expect.any(String)]);
  });
});

describe('CertificateSigned', () => {
  test('is installed as client certificate; below profile 3 the connection stays', async () => {
    const kit = await station();

    expect(await kit.csms.call('CertificateSigned', { certificateChain: 'PEM' })).toEqual({ status: 'Accepted' });
    await kit.clock.settle();

    expect(asked).toEqual([['installClientCertificate', 'PEM']]);
    expect(kit.csms.reconnects).toBe(0);
  });

  test('with profile 3 reconnects with the new client certificate, after the answer', async () => {
    const kit = await station({ keys: profile3 });

    expect(await kit.csms.call('CertificateSigned', { certificateChain: 'PEM' })).toEqual({ status: 'Accepted' });
    await kit.clock.settle();

    expect(kit.csms.reconnects).toBe(1);
  });

  test('a chain that is not good is Rejected, and the event with its reason is sent', async () => {
    const kit = await station({ certificates: { installClientCertificate: () => 'InvalidSignature' }, keys: profile3 });

    expect(await kit.csms.call('CertificateSigned', { certificateChain: 'PEM' })).toEqual({ status: 'Rejected' });

    expect(await kit.payloads('SecurityEventNotification')).toMatchObject([
      { type: 'InvalidChargePointCertificate', techInfo: 'InvalidSignature' },
    ]);
    expect(kit.csms.reconnects).toBe(0);
  });

  test('a chain longer than CertificateSignedMaxChainSize is Rejected unseen', async () => {
    const kit = await station({ keys: { Security: { CpoName: 'Operator', CertificateSignedMaxChainSize: 10 } } });

    expect(await kit.csms.call('CertificateSigned', { certificateChain: 'x'.repeat(11) })).toEqual({
      status: 'Rejected',
    });
    expect(asked).toEqual([]);
  });
});

describe('InstallCertificate', () => {
  const request = { certificateType: 'ManufacturerRootCertificate', certificate: 'PEM' } as const;

  test('is handed to the store of its use', async () => {
    const kit = await station();

    expect(await kit.csms.call('InstallCertificate', request)).toEqual({ status: 'Accepted' });
    expect(asked).toEqual([['installRoot', 'PEM', 'ManufacturerRootCertificate']]);
  });

  test('a write error is Failed without an event', async () => {
    const kit = await station({ certificates: { installRoot: () => 'WriteError' } });

    expect(await kit.csms.call('InstallCertificate', request)).toEqual({ status: 'Failed' });
    expect(await events(kit)).toEqual([]);
  });

  test.each(['InvalidFormat', 'Expired', 'CertificateStoreMaxLengthExceeded'] as const)(
    '%s is Rejected, and an event that is not sent',
    async (reason) => {
      const kit = await station({ certificates: { installRoot: () => reason } });

      expect(await kit.csms.call('InstallCertificate', request)).toEqual({ status: 'Rejected' });

      expect(await events(kit)).toEqual([['InvalidCentralSystemCertificate', reason]]);
      expect(await kit.payloads('SecurityEventNotification')).toEqual([]);
    },
  );
});

describe('DeleteCertificate and GetInstalledCertificateIds', () => {
  test.each(['Accepted', 'NotFound', 'Failed'] as const)('a deletion that is %s', async (status) => {
    const kit = await station({ certificates: { delete: () => status } });

    expect(await kit.csms.call('DeleteCertificate', { certificateHashData: hash })).toEqual({ status });
  });

  test('roots are listed, none is NotFound', async () => {
    const request = { certificateType: 'CentralSystemRootCertificate' } as const;

    expect(await (await station()).csms.call('GetInstalledCertificateIds', request)).toEqual({
      status: 'Accepted',
      certificateHashData: [hash],
    });
    const empty = await station({ certificates: { installedIds: () => [] } });
    expect(await empty.csms.call('GetInstalledCertificateIds', request)).toEqual({ status: 'NotFound' });
  });
});

describe('30-day check of the client certificate', () => {
  const expiring = { clientCertificateDays: () => 29 };

  test('comes 60 s after the boot and then every 12 hours', async () => {
    const kit = await station({ certificates: expiring, keys: profile3 });

    await kit.pass(59);
    expect(await kit.payloads('SignCertificate')).toEqual([]);
    await kit.pass(1);
    expect(await kit.payloads('SignCertificate')).toHaveLength(1);
    await kit.pass(12 * HOUR_S);
    expect(await kit.payloads('SignCertificate')).toHaveLength(2);
  });

  test('30 days are enough, and below profile 3 nobody looks', async () => {
    const enough = await station({ certificates: { clientCertificateDays: () => 30 }, keys: profile3 });
    const lower = await station({ certificates: expiring });

    await enough.pass(60);
    await lower.pass(60);

    expect([await enough.payloads('SignCertificate'), await lower.payloads('SignCertificate')]).toEqual([[], []]);
  });

  test('rests while offline and begins again with the connection', async () => {
    const kit = await station({ certificates: expiring, keys: profile3 });

    kit.csms.lose();
    await kit.pass(24 * HOUR_S);
    expect(await kit.payloads('SignCertificate')).toEqual([]);
    kit.csms.open();
    await kit.pass(60);

    expect(await kit.payloads('SignCertificate')).toHaveLength(1);
  });

  test('ends with the station', async () => {
    const kit = await station({ certificates: expiring, keys: profile3 });

    await kit.station.stop();

    expect(kit.clock.pendingTimers).toBe(0);
  });
});

describe('failed attempts to connect', () => {
  test.each([
    ['client-certificate', 'FailedToAuthenticateAtCsms'],
    ['tls-version', 'InvalidTLSVersion'],
    ['tls-cipher', 'InvalidTLSCipherSuite'],
    ['unauthorized', 'FailedToAuthenticateAtCsms'],
  ] as const)('%s is the event %s, which stays at the station', async (kind, type) => {
    const kit = await station({ keys: profile3 });
    kit.csms.lose();
    kit.csms.fail({ kind, message: 'no' });
    kit.csms.open();

    expect(await events(kit)).toEqual([[type, '']]);
    expect(await kit.payloads('SecurityEventNotification')).toEqual([]);
  });

  test('a chain that is not trusted is reported also when names are not verified', async () => {
    const kit = await station({ keys: { ...profile3, Internal: { VerifyCsmsCommonName: false } } });
    kit.csms.lose();
    kit.csms.fail({ kind: 'server-certificate', message: 'untrusted' });
    kit.csms.open();

    expect(await kit.payloads('SecurityEventNotification')).toMatchObject([
      { type: 'InvalidCentralSystemCertificate' },
    ]);
  });

  test('DisableSecurityEventNotifications keeps every event at the station', async () => {
    const Security = { SecurityProfile: 3, CpoName: 'Operator', DisableSecurityEventNotifications: true };
    const kit = await station({ keys: { Security } });
    kit.csms.lose();
    kit.csms.fail({ kind: 'server-certificate', message: 'untrusted' });
    kit.csms.open();

    expect(await events(kit)).toHaveLength(1);
    expect(await kit.payloads('SecurityEventNotification')).toEqual([]);
  });
});
