import { describe, expect, test } from '@jest/globals';
import type { ContractValidation } from '../../../../../lib/ocpp16/index.js';
import { PncBench, request } from './pnc-bench.js';

const emaid = 'DE1ABCC00000001';
const idToken = { idToken: emaid, type: 'eMAID' };
const chain = 'PEM CHAIN';
const said = { idTokenInfo: { status: 'Accepted' }, certificateStatus: 'Accepted' };
const accepted = { status: 'Accepted', certificateStatus: 'Accepted' };

async function station(validation: ContractValidation, pnc: object = {}, more: object = {}): Promise<PncBench> {
  const bench = await PncBench.booted({
    keys: { PnC: { ...pnc } },
    certificates: { verifyContract: () => validation, ...more },
  });
  bench.answers.set('Authorize', said);
  return bench;
}

describe('contract authorization online', () => {
  test('hash data given: forwarded with hash data', async () => {
    const bench = await station('Valid');

    expect(await bench.kit.station.authorizeContract({ emaid, chain, hashData: [request] })).toEqual(accepted);

    expect(await bench.sent('Authorize')).toEqual([{ idToken, iso15118CertificateHashData: [request] }]);
    expect(bench.asked).toEqual([]);
  });

  test('no local root, CentralContractValidationAllowed: forwarded with the chain', async () => {
    const bench = await station('IssuerNotFound');

    expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual(accepted);

    expect(await bench.sent('Authorize')).toEqual([{ idToken, certificate: chain }]);
  });

  test.each<[string, ContractValidation, object]>([
    ['no local root', 'IssuerNotFound', {}],
    ['no OCSP data', 'Valid', { contractOcspRequests: () => [] }],
  ])('%s, CentralContractValidationAllowed false: Invalid, and nobody is asked', async (_name, validation, more) => {
    const bench = await station(validation, { CentralContractValidationAllowed: false }, more);

    expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual({ status: 'Invalid' });
    expect(await bench.sent('Authorize')).toEqual([]);
  });

  test.each<ContractValidation>(['Valid', 'Expired', 'InvalidSignature', 'InvalidChain', 'Unknown'])(
    'a chain that is %s: OCSP data of the chain is forwarded',
    async (validation) => {
      const bench = await station(validation, { CentralContractValidationAllowed: false });

      expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual(accepted);

      expect(await bench.sent('Authorize')).toEqual([{ idToken, iso15118CertificateHashData: [request] }]);
    },
  );

  test('no OCSP data, central validation allowed: the chain is forwarded', async () => {
    const bench = await station('Valid', {}, { contractOcspRequests: () => [] });

    await bench.kit.station.authorizeContract({ emaid, chain });

    expect(await bench.sent('Authorize')).toEqual([{ idToken, certificate: chain }]);
  });

  test('a certificate store that fails is like one that knows nothing', async () => {
    const fail = (): never => {
      throw new Error('store is gone');
    };
    const bench = await station('Valid', {}, { verifyContract: fail, contractOcspRequests: fail });

    await bench.kit.station.authorizeContract({ emaid, chain });

    expect(await bench.sent('Authorize')).toEqual([{ idToken, certificate: chain }]);
  });

  test('at most four certificates are named', async () => {
    const bench = await station('Valid');

    await bench.kit.station.authorizeContract({ emaid, hashData: Array.from({ length: 6 }, () => request) });

    expect(await bench.sent('Authorize')).toEqual([
      { idToken, iso15118CertificateHashData: [request, request, request, request] },
    ]);
  });

  test('the answer is taken over with all that belongs to it', async () => {
    const bench = await station('Valid');
    bench.answers.set('Authorize', {
      idTokenInfo: {
        status: 'NoCredit',
        cacheExpiryDateTime: '2030-01-01T00:00:00Z',
        evseId: [1, 2],
        groupIdToken: { idToken: 'GROUP', type: 'Central' },
        language1: 'de',
      },
      certificateStatus: 'ContractCancelled',
    });

    expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual({
      status: 'NoCredit',
      certificateStatus: 'ContractCancelled',
      expiryDate: '2030-01-01T00:00:00Z',
      evseIds: [1, 2],
      groupId: 'GROUP',
    });
  });

  test.each<[string, unknown]>([
    ['CALLERROR', { error: 'InternalError' }],
    ['an answer that is no JSON', '{'],
    ['an unknown status', { idTokenInfo: { status: 'Perhaps' } }],
    ['an answer without idTokenInfo', {}],
    ['an answer for no EVSE at all', { idTokenInfo: { status: 'Accepted', evseId: [] } }],
  ])('forwarded, %s: Unknown', async (_name, answer) => {
    const bench = await station('Valid');
    bench.answers.set('Authorize', answer);

    expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual({ status: 'Unknown' });
  });

  test('forwarded, no data: Unknown', async () => {
    const bench = await station('Valid');
    bench.answers.delete('Authorize');

    expect(await bench.kit.station.authorizeContract({ emaid, chain })).toEqual({ status: 'Unknown' });
  });

  test('forwarded, no answer within 60 s: Unknown', async () => {
    const bench = await station('Valid');
    bench.answers.set('Authorize', undefined);

    const result = bench.kit.station.authorizeContract({ emaid, chain });
    await bench.kit.pass(60);

    expect(await result).toEqual({ status: 'Unknown' });
  });
});

describe('contract authorization without a question', () => {
  test('PnC disabled: Invalid', async () => {
    const bench = await station('Valid', { ISO15118PnCEnabled: false });

    expect(await bench.kit.station.authorizeContract({ emaid, chain, hashData: [request] })).toEqual({
      status: 'Invalid',
    });
    expect(await bench.sent('Authorize')).toEqual([]);
  });

  test('no chain and no hash data: Invalid', async () => {
    const bench = await station('Valid');

    expect(await bench.kit.station.authorizeContract({ emaid })).toEqual({ status: 'Invalid' });
  });

  test('an eMAID of more than 36 characters: Invalid', async () => {
    const bench = await station('Valid');

    expect(await bench.kit.station.authorizeContract({ emaid: 'X'.repeat(37), chain })).toEqual({ status: 'Invalid' });
  });
});

describe('contract authorization offline', () => {
  async function offline(validation: ContractValidation, keys: object = {}, tag = emaid): Promise<unknown> {
    const { LocalAuthorizeOffline = false, ...pnc } = keys as { LocalAuthorizeOffline?: boolean };
    const bench = await PncBench.booted({
      keys: {
        Core: { LocalAuthorizeOffline, SupportedFeatureProfiles: 'Core,LocalAuthListManagement' },
        PnC: { ...pnc },
      },
      certificates: { verifyContract: () => validation },
    });
    await bench.kit.csms.call('SendLocalList', {
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [
        { idTag: emaid, idTagInfo: { status: 'Accepted' } },
        { idTag: 'BLOCKED', idTagInfo: { status: 'Blocked' } },
      ],
    });
    bench.kit.csms.lose();
    return bench.kit.station.authorizeContract({ emaid: tag, chain });
  }

  test('ContractValidationOffline false: NotAtThisTime', async () => {
    expect(await offline('Valid', { ContractValidationOffline: false })).toEqual({ status: 'NotAtThisTime' });
  });

  test('valid, LocalAuthorizeOffline: the local list decides', async () => {
    const keys = { LocalAuthorizeOffline: true };

    expect(await offline('Valid', keys)).toEqual({ status: 'Accepted' });
    expect(await offline('Valid', keys, 'BLOCKED')).toEqual({ status: 'Invalid' });
    expect(await offline('Valid', keys, 'DE1UNKNOWN')).toEqual({ status: 'Invalid' });
    expect(await offline('Valid', keys, 'X'.repeat(21))).toEqual({ status: 'Invalid' });
  });

  test('valid, LocalAuthorizeOffline false: Unknown, certificate Accepted', async () => {
    expect(await offline('Valid')).toEqual({ status: 'Unknown', certificateStatus: 'Accepted' });
  });

  test('expired: Expired, certificate CertificateExpired', async () => {
    expect(await offline('Expired')).toEqual({ status: 'Expired', certificateStatus: 'CertificateExpired' });
  });

  test.each<ContractValidation>(['IssuerNotFound', 'InvalidSignature', 'InvalidChain', 'Unknown'])(
    'a chain that is %s: Unknown',
    async (validation) => {
      expect(await offline(validation, { LocalAuthorizeOffline: true })).toEqual({ status: 'Unknown' });
    },
  );

  test('hash data without a chain: Invalid', async () => {
    const bench = await station('Valid');
    bench.kit.csms.lose();

    expect(await bench.kit.station.authorizeContract({ emaid, hashData: [request] })).toEqual({ status: 'Invalid' });
  });
});
