import { describe, expect, test } from '@jest/globals';
import type { InstalledCertificate } from '../../../../../lib/ocpp16/index.js';
import { Kit } from '../charge-point/support/kit.js';
import { hash, PncBench, request, VENDOR } from './pnc-bench.js';

const disabled = { PnC: { ISO15118CertificateManagementEnabled: false } };
const incoming = [
  'TriggerMessage',
  'CertificateSigned',
  'GetInstalledCertificateIds',
  'DeleteCertificate',
  'InstallCertificate',
];

describe('the vendor org.openchargealliance.iso15118pnc', () => {
  test.each(incoming)('certificate management disabled: %s is UnknownVendorId', async (messageId) => {
    const bench = await PncBench.booted({ keys: disabled });

    expect(await bench.send(messageId, {})).toEqual({ status: 'UnknownVendorId' });
    expect(bench.asked).toEqual([]);
  });

  test('enabled and another message: UnknownMessageId; disabled: UnknownVendorId', async () => {
    expect(await (await PncBench.booted()).send('Authorize', {})).toEqual({ status: 'UnknownMessageId' });
    expect(await (await PncBench.booted({ keys: disabled })).send('Authorize', {})).toEqual({
      status: 'UnknownVendorId',
    });
  });

  test('what is unknown goes to the general callback', async () => {
    const dataTransfer = (): { status: 'Accepted'; data: string } => ({ status: 'Accepted', data: '"mine"' });
    const bench = await PncBench.booted({ keys: disabled, callbacks: { dataTransfer } });

    expect(await bench.send('InstallCertificate', {})).toEqual(['Accepted', 'mine']);
  });

  test('a change of ISO15118CertificateManagementEnabled counts at once', async () => {
    const bench = await PncBench.booted({ keys: disabled });
    const key = 'ISO15118CertificateManagementEnabled';

    await bench.kit.csms.call('ChangeConfiguration', { key, value: 'true' });

    expect(await bench.send('GetInstalledCertificateIds', {})).toEqual(['Accepted', { status: 'NotFound' }]);
  });
});

describe('TriggerMessage', () => {
  test('is Accepted whatever it says, then SignCertificate follows', async () => {
    const bench = await PncBench.booted();

    expect(await bench.send('TriggerMessage', 'no JSON at all')).toEqual(['Accepted', { status: 'Accepted' }]);

    expect(await bench.sent('SignCertificate')).toEqual([{ csr: 'CSR', certificateType: 'V2GCertificate' }]);
    const story = bench.kit.frames().map(({ action }) => action);
    expect(story.indexOf('=DataTransfer')).toBeLessThan(story.indexOf('DataTransfer'));
  });

  test('the request is made for CpoName and serial number', async () => {
    const bench = await PncBench.booted();

    await bench.send('TriggerMessage');

    expect(bench.asked).toEqual([
      ['requestSigning', { country: 'DE', organization: 'Operator', commonName: 'cp001', useTpm: false }],
    ]);
  });

  test('SeccLeafSubject... and UseTPMSeccLeafCertificate win', async () => {
    const bench = await PncBench.booted({
      keys: {
        Internal: {
          SeccLeafSubjectCountry: 'AT',
          SeccLeafSubjectOrganization: 'Leaf',
          SeccLeafSubjectCommonName: 'ATLEAF1',
          UseTPMSeccLeafCertificate: true,
        },
      },
    });

    await bench.send('TriggerMessage');

    expect(bench.asked).toEqual([
      ['requestSigning', { country: 'AT', organization: 'Leaf', commonName: 'ATLEAF1', useTpm: true }],
    ]);
  });

  test('neither CpoName nor SeccLeafSubjectOrganization: Rejected with a text, nothing sent', async () => {
    const bench = await PncBench.booted({ keys: { Security: { CpoName: '' } } });

    expect(await bench.send('TriggerMessage')).toEqual({
      status: 'Rejected',
      data: expect.stringContaining('CpoName'),
    });
    expect(await bench.sent('SignCertificate')).toEqual([]);
  });

  test('a request that cannot be made is the event CSRGenerationFailed, which stays at the station', async () => {
    const bench = await PncBench.booted({ certificates: { requestSigning: () => undefined } });

    await bench.send('TriggerMessage');

    expect(await bench.events()).toEqual([['CSRGenerationFailed', expect.any(String)]]);
    expect(await bench.kit.payloads('SecurityEventNotification')).toEqual([]);
    expect(await bench.sent('SignCertificate')).toEqual([]);
  });
});

describe('CertificateSigned', () => {
  test.each([{}, { certificateType: 'V2GCertificate' }])(
    'is installed (%j), and OCSP responses are fetched',
    async (type) => {
      const bench = await PncBench.booted();

      expect(await bench.send('CertificateSigned', { certificateChain: 'PEM', ...type })).toEqual([
        'Accepted',
        { status: 'Accepted' },
      ]);
      expect(bench.asked).toEqual([['installV2gCertificate', 'PEM'], ['stationOcspRequests']]);
    },
  );

  test.each(['{', '[]', {}, { certificateChain: 1 }, { certificateChain: 'PEM', certificateType: 'Other' }, undefined])(
    'unparsable or missing data is Rejected: %j',
    async (data) => {
      const bench = await PncBench.booted();

      expect(await bench.send('CertificateSigned', data)).toEqual({ status: 'Rejected' });
      expect(bench.asked).toEqual([]);
    },
  );

  const tooLong = { certificateChain: 'x'.repeat(11) };
  test.each([
    ['for another use', { certificateChain: 'PEM', certificateType: 'ChargingStationCertificate' }],
    ['longer than CertificateSignedMaxChainSize', tooLong],
  ])('%s: rejected inside, with the event, unseen', async (_name, document) => {
    const bench = await PncBench.booted({ keys: { Security: { CertificateSignedMaxChainSize: 10 } } });

    expect(await bench.send('CertificateSigned', document)).toEqual(['Accepted', { status: 'Rejected' }]);

    expect(bench.asked).toEqual([]);
    expect(await bench.events()).toEqual([['InvalidChargePointCertificate', expect.any(String)]]);
  });

  test('refused by the store: rejected inside, and the event with its reason stays at the station', async () => {
    const bench = await PncBench.booted({ certificates: { installV2gCertificate: () => 'InvalidSignature' } });

    expect(await bench.send('CertificateSigned', { certificateChain: 'PEM' })).toEqual([
      'Accepted',
      { status: 'Rejected' },
    ]);

    expect(await bench.events()).toEqual([['InvalidChargePointCertificate', 'InvalidSignature']]);
    expect(await bench.kit.payloads('SecurityEventNotification')).toEqual([]);
  });
});

describe('GetInstalledCertificateIds', () => {
  const root: InstalledCertificate = { certificateType: 'MORootCertificate', certificateHashData: hash };

  test('without certificateType asks for roots and the chain of the station', async () => {
    const bench = await PncBench.booted();

    expect(await bench.send('GetInstalledCertificateIds', {})).toEqual(['Accepted', { status: 'NotFound' }]);

    expect(bench.asked).toEqual([['installed', ['V2GRootCertificate', 'MORootCertificate', 'V2GCertificateChain']]]);
  });

  test('lists what there is, with at most four children and none when there are none', async () => {
    const children = Array.from({ length: 5 }, (_, index) => ({ ...hash, serialNumber: `${index}` }));
    const installed = [
      { ...root, childCertificateHashData: [] },
      { ...root, certificateType: 'V2GCertificateChain' as const, childCertificateHashData: children },
    ];
    const bench = await PncBench.booted({ certificates: { installed: () => installed } });

    expect(await bench.send('GetInstalledCertificateIds', { certificateType: ['MORootCertificate'] })).toEqual([
      'Accepted',
      {
        status: 'Accepted',
        certificateHashDataChain: [root, { ...installed[1], childCertificateHashData: children.slice(0, 4) }],
      },
    ]);
  });

  test.each([
    undefined,
    '',
    '{',
    { certificateType: [] },
    { certificateType: 'MORootCertificate' },
    { certificateType: ['X'] },
  ])('missing or bad data is Rejected: %j', async (data) => {
    expect(await (await PncBench.booted()).send('GetInstalledCertificateIds', data)).toEqual({ status: 'Rejected' });
  });
});

describe('DeleteCertificate', () => {
  test.each(['Accepted', 'NotFound', 'Failed'] as const)('a deletion that is %s', async (status) => {
    const bench = await PncBench.booted({ certificates: { delete: () => status } });

    expect(await bench.send('DeleteCertificate', { certificateHashData: hash })).toEqual(['Accepted', { status }]);
  });

  test.each([undefined, {}, { certificateHashData: { ...hash, hashAlgorithm: 'MD5' } }])(
    'bad data is Rejected: %j',
    async (data) => {
      const bench = await PncBench.booted();

      expect(await bench.send('DeleteCertificate', data)).toEqual({ status: 'Rejected' });
      expect(bench.asked).toEqual([]);
    },
  );
});

describe('InstallCertificate', () => {
  const document = { certificateType: 'V2GRootCertificate', certificate: 'PEM' };

  test.each([
    ['Accepted', 'Accepted'],
    ['WriteError', 'Failed'],
    ['Expired', 'Rejected'],
    ['CertificateStoreMaxLengthExceeded', 'Rejected'],
  ] as const)('%s by the store is %s', async (result, status) => {
    const bench = await PncBench.booted({ certificates: { installRoot: () => result } });

    expect(await bench.send('InstallCertificate', document)).toEqual(['Accepted', { status }]);
  });

  test('reaches the store with its use', async () => {
    const bench = await PncBench.booted();

    await bench.send('InstallCertificate', document);

    expect(bench.asked).toEqual([['installRoot', 'PEM', 'V2GRootCertificate']]);
  });

  test.each([undefined, '{', { certificate: 'PEM' }, { ...document, certificate: 'x'.repeat(5501) }])(
    'bad data is Rejected (case %#)',
    async (data) => {
      expect(await (await PncBench.booted()).send('InstallCertificate', data)).toEqual({ status: 'Rejected' });
    },
  );
});

describe('Get15118EVCertificate', () => {
  const wish = {
    connectorId: 2,
    exiRequest: 'RVhJ',
    schemaVersion: 'urn:iso:15118:2:2013:MsgDef',
    action: 'Install',
  } as const;

  async function answered(answer: unknown, pnc: object = {}): Promise<{ bench: PncBench; heard: unknown[] }> {
    const heard: unknown[] = [];
    const bench = await PncBench.booted({
      keys: { PnC: { ...pnc } },
      callbacks: { evCertificateResponse: (...args) => heard.push(args) },
    });
    bench.answers.set('Get15118EVCertificate', answer);
    const done = bench.kit.station.requestEvCertificate(wish);
    await bench.kit.pass(60);
    await done;
    await bench.kit.clock.settle();
    return { bench, heard };
  }

  test('goes to the central system, and its answer to the callback', async () => {
    const { bench, heard } = await answered({ status: 'Accepted', exiResponse: 'UkVT', remainingContracts: 1 });

    expect(await bench.sent('Get15118EVCertificate')).toEqual([
      { iso15118SchemaVersion: wish.schemaVersion, action: 'Install', exiRequest: 'RVhJ' },
    ]);
    expect(heard).toEqual([[2, { status: 'Accepted', exiResponse: 'UkVT', remainingContracts: 1 }, 'Install']]);
  });

  test.each<[string, unknown]>([
    ['CALLERROR', { error: 'InternalError' }],
    ['malformed data', '{'],
    ['data without a status', { exiResponse: 'UkVT' }],
    ['no answer within 60 s', undefined],
  ])('%s: no callback', async (_name, answer) => {
    expect((await answered(answer)).heard).toEqual([]);
  });

  test('PnC disabled: nothing is sent', async () => {
    const { bench, heard } = await answered({ status: 'Accepted', exiResponse: 'UkVT' }, { ISO15118PnCEnabled: false });

    expect(await bench.sent('Get15118EVCertificate')).toEqual([]);
    expect(heard).toEqual([]);
  });
});

describe('a station without certificates', () => {
  test('refuses contracts and does not know the vendor', async () => {
    const kit = await Kit.booted({
      keys: {
        PnC: { ISO15118PnCEnabled: true, ISO15118CertificateManagementEnabled: true, ContractValidationOffline: true },
      },
    });

    expect(await kit.station.authorizeContract({ emaid: 'DE1', hashData: [request] })).toEqual({ status: 'Invalid' });
    expect(await kit.csms.call('DataTransfer', { vendorId: VENDOR, messageId: 'TriggerMessage' })).toEqual({
      status: 'UnknownVendorId',
    });
  });
});
