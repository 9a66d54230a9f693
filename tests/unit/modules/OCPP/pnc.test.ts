import { afterEach, describe, expect, test } from '@jest/globals';
import type { ValidationResult } from '#generated/types/authorization';
import type { EvseSecurityInterface } from '#generated/interfaces/evse_security';
import { silence } from '../../lib/ocpp16/charge-point/support/fake-csms.js';
import { StationKit, token, type StationOptions } from './support/station-kit.js';

const VENDOR = 'org.openchargealliance.iso15118pnc';
const EMAID = 'DE1ABCC00000001';

let station: StationKit;

afterEach(() => station.remove());

const data = { hash_algorithm: 'SHA256', issuer_name_hash: 'aa', issuer_key_hash: 'bb', serial_number: '1' } as const;
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;
const ocsp = { certificate_hash_data: data, responder_url: 'http://ocsp' };
const request = { ...hash, responderURL: 'http://ocsp' };

async function start(pnc: object = {}, options: StationOptions = {}): Promise<void> {
  station = await StationKit.start({
    ...options,
    keys: {
      Core: { SupportedFeatureProfiles: 'Core,LocalAuthListManagement,PnC', LocalAuthorizeOffline: true },
      Security: { SecurityProfile: 0, CpoName: 'Operator' },
      PnC: {
        ISO15118PnCEnabled: true,
        ISO15118CertificateManagementEnabled: true,
        ContractValidationOffline: true,
        CentralContractValidationAllowed: true,
        ...pnc,
      },
    },
    prepare(kit) {
      const store = kit.peer('security');
      store.answer('install_ca_certificate', () => 'Accepted');
      store.answer('delete_certificate', () => 'NotFound');
      store.answer('update_leaf_certificate', () => 'Accepted');
      store.answer('generate_certificate_signing_request', () => ({ status: 'Accepted', csr: 'CSR' }));
      store.answer('get_leaf_expiry_days_count', () => 365);
      store.answer('verify_certificate', () => 'Valid');
      store.answer('get_mo_ocsp_request_data', () => ({
        ocsp_request_data_list: [ocsp, { responder_url: 'http://x' }],
      }));
      store.answer('get_v2g_ocsp_request_data', () => ({ ocsp_request_data_list: [ocsp] }));
      store.answer('update_ocsp_cache', () => undefined);
      store.answer('get_installed_certificates', () => ({
        status: 'Accepted',
        certificate_hash_data_chain: [
          { certificate_type: 'MFRootCertificate', certificate_hash_data: data },
          { certificate_type: 'V2GCertificateChain', certificate_hash_data: data, child_certificate_hash_data: [data] },
        ],
      }));
      options.prepare?.(kit);
    },
  });
}

/** What the certificate store was asked, by command. */
function asked(command: keyof EvseSecurityInterface['cmds']): unknown {
  return station.kit.peer('security').calls(command);
}

function answer(document: object): void {
  station.csms.on('DataTransfer', () => ({ status: 'Accepted', data: JSON.stringify(document) }));
}

async function sent(messageId: string): Promise<unknown[]> {
  const payloads = await station.payloads('DataTransfer');
  return payloads
    .filter((each) => each['messageId'] === messageId)
    .map((each) => JSON.parse(String(each['data'])) as unknown);
}

async function send(messageId: string, document: object): Promise<unknown> {
  const request = { vendorId: VENDOR, messageId, data: JSON.stringify(document) };
  const { status, data: text = 'null' } = (await station.csms.call('DataTransfer', request)) as {
    status: string;
    data?: string;
  };
  await station.settle();
  return [status, JSON.parse(text)];
}

function validate(more: object): Promise<ValidationResult> {
  const provided = {
    ...token(EMAID),
    id_token: { value: EMAID, type: 'eMAID' as const },
    authorization_type: 'PlugAndCharge' as const,
  };
  return station.kit.call('auth_validator', 'validate_token', { provided_token: { ...provided, ...more } });
}

describe('a Plug & Charge token', () => {
  test('the answer of the central system is mapped member by member', async () => {
    await start();
    answer({
      idTokenInfo: {
        status: 'Accepted',
        evseId: [1],
        cacheExpiryDateTime: '2030-01-01T00:00:00.000Z',
        groupIdToken: { idToken: 'GROUP', type: 'Central' },
      },
      certificateStatus: 'Accepted',
    });

    expect(await validate({ iso15118CertificateHashData: [request] })).toEqual({
      authorization_status: 'Accepted',
      certificate_status: 'Accepted',
      evse_ids: [1],
      expiry_time: '2030-01-01T00:00:00.000Z',
      parent_id_token: { value: 'GROUP', type: 'Central' },
      tariff_messages: [],
    });
    expect(await sent('Authorize')).toEqual([
      { idToken: { idToken: EMAID, type: 'eMAID' }, iso15118CertificateHashData: [request] },
    ]);
  });

  test('a chain is verified as MO and V2G, and its OCSP data sent; who names no responder is left out', async () => {
    await start();
    answer({ idTokenInfo: { status: 'Accepted' } });

    await validate({ certificate: 'PEM' });

    expect(asked('verify_certificate')).toEqual([{ certificate_chain: 'PEM', certificate_types: ['MO', 'V2G'] }]);
    expect(asked('get_mo_ocsp_request_data')).toEqual([{ certificate_chain: 'PEM' }]);
    expect(await sent('Authorize')).toEqual([
      { idToken: { idToken: EMAID, type: 'eMAID' }, iso15118CertificateHashData: [request] },
    ]);
  });

  test('PnC disabled: Invalid', async () => {
    await start({ ISO15118PnCEnabled: false });

    expect(await validate({ certificate: 'PEM' })).toEqual({ authorization_status: 'Invalid', tariff_messages: [] });
  });

  test('offline with an expired chain: Expired and CertificateExpired', async () => {
    await start({}, { prepare: (kit) => kit.peer('security').answer('verify_certificate', () => 'Expired') });
    station.csms.lose();

    expect(await validate({ certificate: 'PEM' })).toEqual({
      authorization_status: 'Expired',
      certificate_status: 'CertificateExpired',
      tariff_messages: [],
    });
  });

  test('no usable answer within 60 s: Unknown', async () => {
    await start();
    station.csms.on('DataTransfer', () => silence);

    const result = validate({ certificate: 'PEM' });
    await station.pass(60);

    expect(await result).toEqual({ authorization_status: 'Unknown', tariff_messages: [] });
  });

  test('before the charge point runs it is Unknown', async () => {
    await start({}, { booted: false });

    expect(await validate({ certificate: 'PEM' })).toEqual({ authorization_status: 'Unknown', tariff_messages: [] });
  });
});

describe('certificate messages inside DataTransfer', () => {
  test('become commands of the certificate store', async () => {
    await start();

    expect([
      await send('InstallCertificate', { certificateType: 'V2GRootCertificate', certificate: 'A' }),
      await send('InstallCertificate', { certificateType: 'MORootCertificate', certificate: 'B' }),
      await send('InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: 'C' }),
      await send('InstallCertificate', { certificateType: 'ManufacturerRootCertificate', certificate: 'D' }),
      await send('InstallCertificate', { certificateType: 'OEMRootCertificate', certificate: 'E' }),
      await send('DeleteCertificate', { certificateHashData: hash }),
      await send('CertificateSigned', { certificateChain: 'PEM' }),
      await send('TriggerMessage', { requestedMessage: 'SignV2GCertificate' }),
    ]).toEqual([
      ['Accepted', { status: 'Accepted' }],
      ['Accepted', { status: 'Accepted' }],
      ['Accepted', { status: 'Accepted' }],
      ['Accepted', { status: 'Accepted' }],
      ['Accepted', { status: 'Failed' }],
      ['Accepted', { status: 'NotFound' }],
      ['Accepted', { status: 'Accepted' }],
      ['Accepted', { status: 'Accepted' }],
    ]);

    expect(asked('install_ca_certificate')).toEqual([
      { certificate: 'A', certificate_type: 'V2G' },
      { certificate: 'B', certificate_type: 'MO' },
      { certificate: 'C', certificate_type: 'CSMS' },
      { certificate: 'D', certificate_type: 'MF' },
    ]);
    expect(asked('delete_certificate')).toEqual([{ certificate_hash_data: data }]);
    expect(asked('update_leaf_certificate')).toEqual([{ certificate_chain: 'PEM', certificate_type: 'V2G' }]);
    expect(asked('generate_certificate_signing_request')).toEqual([
      { certificate_type: 'V2G', country: 'DE', organization: 'Operator', common: 'cp001', use_tpm: false },
    ]);
    expect(await sent('SignCertificate')).toEqual([{ csr: 'CSR', certificateType: 'V2GCertificate' }]);
  });

  test('GetInstalledCertificateIds asks for the wanted types and names them as OCPP does', async () => {
    await start();

    expect(await send('GetInstalledCertificateIds', { certificateType: ['ManufacturerRootCertificate'] })).toEqual([
      'Accepted',
      {
        status: 'Accepted',
        certificateHashDataChain: [
          { certificateType: 'ManufacturerRootCertificate', certificateHashData: hash },
          { certificateType: 'V2GCertificateChain', certificateHashData: hash, childCertificateHashData: [hash] },
        ],
      },
    ]);
    await send('GetInstalledCertificateIds', {});

    expect(asked('get_installed_certificates')).toEqual([
      { certificate_types: ['MFRootCertificate'] },
      { certificate_types: ['V2GRootCertificate', 'MORootCertificate', 'V2GCertificateChain'] },
    ]);
  });

  test('OCSP responses go to the cache of the store', async () => {
    await start();
    answer({ status: 'Accepted', ocspResult: 'T0NTUA==' });

    await station.pass(60);

    expect(await sent('GetCertificateStatus')).toEqual([{ ocspRequestData: request }]);
    expect(asked('update_ocsp_cache')).toEqual([{ certificate_hash_data: data, ocsp_response: 'T0NTUA==' }]);
  });
});

describe('iso15118_certificate_request', () => {
  const wish = { exi_request: 'RVhJ', iso15118_schema_version: 'urn:iso', certificate_action: 'Install' } as const;

  async function ask(): Promise<unknown> {
    station.kit.peer('extensions_15118', 1).publish('iso15118_certificate_request', wish);
    await station.settle();
    return station.kit.peer('extensions_15118', 1).calls('set_get_certificate_response');
  }

  async function startWithCars(pnc: object = {}): Promise<void> {
    await start(pnc, {
      connections: { extensions_15118: 2 },
      prepare: (kit) => kit.peer('extensions_15118', 1).answer('set_get_certificate_response', () => undefined),
    });
  }

  test('goes to the central system, and its answer to the same connection', async () => {
    await startWithCars();
    answer({ status: 'Accepted', exiResponse: 'UkVT' });

    expect(await ask()).toEqual([
      { certificate_response: { status: 'Accepted', certificate_action: 'Install', exi_response: 'UkVT' } },
    ]);
    expect(await sent('Get15118EVCertificate')).toEqual([
      { iso15118SchemaVersion: 'urn:iso', action: 'Install', exiRequest: 'RVhJ' },
    ]);
    expect(station.kit.peer('extensions_15118', 0).calls('set_get_certificate_response')).toEqual([]);
  });

  test('an empty exiResponse is left out', async () => {
    await startWithCars();
    answer({ status: 'Failed', exiResponse: '' });

    expect(await ask()).toEqual([{ certificate_response: { status: 'Failed', certificate_action: 'Install' } }]);
  });

  test.each([
    ['rejected', (): void => station.csms.on('DataTransfer', () => ({ status: 'Rejected' }))],
    ['offline', (): void => station.csms.lose()],
  ])('%s: no command', async (_name, trouble) => {
    await startWithCars();
    trouble();

    expect(await ask()).toEqual([]);
  });

  test('while PnC is disabled nothing is sent', async () => {
    await startWithCars({ ISO15118PnCEnabled: false });
    answer({ status: 'Accepted', exiResponse: 'UkVT' });

    expect(await ask()).toEqual([]);
    expect(await sent('Get15118EVCertificate')).toEqual([]);
  });
});
