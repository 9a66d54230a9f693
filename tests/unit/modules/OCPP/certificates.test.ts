import { afterEach, expect, test } from '@jest/globals';
import type { EvseSecurityInterface } from '#generated/interfaces/evse_security';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.close());

const data = { hash_algorithm: 'SHA256', issuer_name_hash: 'aa', issuer_key_hash: 'bb', serial_number: '1' } as const;
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;

/** What the certificate store was asked, by command. */
function asked(command: keyof EvseSecurityInterface['cmds']): unknown {
  return station.kit.peer('security').calls(command);
}

test('certificate messages become commands of the certificate store', async () => {
  station = await StationKit.start({
    keys: { Security: { SecurityProfile: 0, CpoName: 'Operator' } },
    prepare: (kit) => {
      const store = kit.peer('security');
      store.answer('install_ca_certificate', () => 'Accepted');
      store.answer('delete_certificate', () => 'NotFound');
      store.answer('update_leaf_certificate', () => 'Accepted');
      store.answer('generate_certificate_signing_request', () => ({ status: 'Accepted', csr: 'CSR' }));
      store.answer('get_installed_certificates', () => ({
        status: 'Accepted',
        certificate_hash_data_chain: [{ certificate_type: 'CSMSRootCertificate', certificate_hash_data: data }],
      }));
    },
  });
  const { csms } = station;

  expect([
    await csms.call('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate: 'A' }),
    await csms.call('InstallCertificate', { certificateType: 'ManufacturerRootCertificate', certificate: 'B' }),
    await csms.call('DeleteCertificate', { certificateHashData: hash }),
    await csms.call('GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' }),
    await csms.call('CertificateSigned', { certificateChain: 'PEM' }),
    await csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }),
  ]).toEqual([
    { status: 'Accepted' },
    { status: 'Accepted' },
    { status: 'NotFound' },
    { status: 'Accepted', certificateHashData: [hash] },
    { status: 'Accepted' },
    { status: 'Accepted' },
  ]);
  await station.settle();

  expect(asked('install_ca_certificate')).toEqual([
    { certificate: 'A', certificate_type: 'CSMS' },
    { certificate: 'B', certificate_type: 'MF' },
  ]);
  expect(asked('delete_certificate')).toEqual([{ certificate_hash_data: data }]);
  expect(asked('get_installed_certificates')).toEqual([{ certificate_types: ['CSMSRootCertificate'] }]);
  expect(asked('update_leaf_certificate')).toEqual([{ certificate_chain: 'PEM', certificate_type: 'CSMS' }]);
  expect(asked('generate_certificate_signing_request')).toEqual([
    { certificate_type: 'CSMS', country: 'DE', organization: 'Operator', common: 'cp001', use_tpm: false },
  ]);
});

test('a store that does not answer refuses, and the event is published', async () => {
  station = await StationKit.start({
    keys: { Security: { SecurityProfile: 0, CpoName: 'Operator' } },
    prepare: (kit) => kit.peer('security').answer('update_leaf_certificate', () => 'InvalidSignature'),
  });

  expect(await station.csms.call('CertificateSigned', { certificateChain: 'PEM' })).toEqual({ status: 'Rejected' });
  await station.settle();

  expect(station.kit.published('ocpp_generic', 'security_event')).toContainEqual({
    type: 'InvalidChargePointCertificate',
    info: 'InvalidSignature',
  });
});
