import type { KeyObject } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CentralSystem } from '../../../csms/index.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import type { V2gCertificates } from '../../../lib/ocpp16/index.js';
import {
  Certificate,
  createSigningRequest,
  generatePrivateKey,
  issueCertificate,
  readCertificates,
  verifyChain,
  type Credentials,
} from '../../../lib/pki/index.js';
import { Station } from './support.js';
import { strictCentralSystem } from '../../support/central-system.js';

const VENDOR = 'org.openchargealliance.iso15118pnc';
const EMAID = 'DE1ABCC00000001';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;
const ocspRequest = { ...hash, responderURL: 'http://ocsp' };
const clock = new RealClock();

let csms: CentralSystem;
let station: Station;
let root: Credentials;
let key: KeyObject | undefined;
/** What the station has been told about its certificates and cars. */
let kept: unknown[][];
let ocspKept: () => void;

/** A store with one root that keeps nothing but notes. */
function certificates(): V2gCertificates {
  return {
    installRoot: () => 'Accepted',
    delete: () => 'NotFound',
    installed: () => [{ certificateType: 'V2GRootCertificate', certificateHashData: hash }],
    installV2gCertificate(chain) {
      const { result } = verifyChain(readCertificates(chain), [new Certificate(root.certificate)], clock.now());
      const [leaf] = readCertificates(chain);
      const isOurs = leaf !== undefined && key !== undefined && leaf.x509.checkPrivateKey(key);
      kept.push(['installV2gCertificate', result, isOurs, leaf?.name]);
      return result === 'Valid' && isOurs ? 'Accepted' : 'InvalidCertificateChain';
    },
    async requestSigning({ commonName, country, organization }) {
      key = await generatePrivateKey();
      return createSigningRequest({ commonName, country, organization }, key);
    },
    v2gCertificateDays: () => 365,
    verifyContract: () => 'Valid',
    contractOcspRequests: () => [ocspRequest],
    stationOcspRequests: () => [ocspRequest],
    keepOcspResponse(...args) {
      kept.push(['keepOcspResponse', ...args]);
      ocspKept();
    },
  };
}

beforeEach(async () => {
  kept = [];
  ocspKept = () => undefined;
  key = undefined;
  root = await issueCertificate({
    subject: { commonName: 'V2G root' },
    notBefore: new Date(clock.now() - 60_000),
    notAfter: new Date(clock.now() + 3_600_000),
    isAuthority: true,
  });
  csms = await strictCentralSystem({
    clock,
    log: silentLogger,
    port: 0,
    authority: { issuer: root },
    idTags: [{ idTag: EMAID, status: 'Accepted', parentIdTag: 'FLEET' }],
  });
  const keys = {
    Security: { CpoName: 'Operator' },
    PnC: {
      ISO15118PnCEnabled: true,
      ISO15118CertificateManagementEnabled: true,
      ContractValidationOffline: true,
      CentralContractValidationAllowed: true,
    },
  };
  station = await Station.create(csms.url, keys, {
    v2gCertificates: certificates(),
    callbacks: {
      evCertificateResponse: (...args: unknown[]) => kept.push(['evCertificateResponse', ...args]),
    } as never,
  });
  await station.chargePoint.start();
  await csms.next('StatusNotification', {
    where: ({ payload }) => JSON.stringify(payload).includes('"connectorId":2'),
  });
});

afterEach(async () => {
  await station.close();
  await csms.close();
});

async function send(messageId: string, document: object): Promise<unknown> {
  const { data = 'null', status } = await csms.call('cp001', 'DataTransfer', {
    vendorId: VENDOR,
    messageId,
    data: JSON.stringify(document),
  });
  return [status, JSON.parse(data)];
}

/** Waits for the next vendor message of the station. */
async function received(messageId: string): Promise<unknown> {
  const where = ({ payload }: { payload: unknown }): boolean =>
    (payload as { messageId?: string }).messageId === messageId;
  const { payload } = await csms.next('DataTransfer', { where });
  return JSON.parse((payload as { data: string }).data);
}

test('a contract is authorized by the central system that knows its eMAID, and refused by the one that does not', async () => {
  expect(await station.chargePoint.authorizeContract({ emaid: EMAID, chain: 'PEM' })).toEqual({
    status: 'Accepted',
    certificateStatus: 'Accepted',
    groupId: 'FLEET',
  });
  expect(await received('Authorize')).toEqual({
    idToken: { idToken: EMAID, type: 'eMAID' },
    iso15118CertificateHashData: [ocspRequest],
  });
  expect(await station.chargePoint.authorizeContract({ emaid: 'DE1OTHER', chain: 'PEM' })).toMatchObject({
    status: 'Invalid',
  });
});

test('TriggerMessage brings a signed V2G certificate, and its OCSP responses are asked for', async () => {
  const isKept = new Promise<void>((resolve) => (ocspKept = resolve));
  csms.answer('DataTransfer', ({ messageId }) =>
    messageId === 'GetCertificateStatus'
      ? { payload: { status: 'Accepted', data: JSON.stringify({ status: 'Accepted', ocspResult: 'T0NTUA==' }) } }
      : undefined,
  );

  expect(await send('TriggerMessage', { requestedMessage: 'SignV2GCertificate' })).toEqual([
    'Accepted',
    { status: 'Accepted' },
  ]);

  expect(await received('SignCertificate')).toMatchObject({ certificateType: 'V2GCertificate' });
  expect(await received('GetCertificateStatus')).toEqual({ ocspRequestData: ocspRequest });
  await isKept;
  expect(kept).toEqual([
    ['installV2gCertificate', 'Valid', true, 'cp001'],
    ['keepOcspResponse', hash, 'T0NTUA=='],
  ]);
});

test('certificates are installed, listed and deleted', async () => {
  const certificate = root.certificate;

  expect([
    await send('InstallCertificate', { certificateType: 'V2GRootCertificate', certificate }),
    await send('GetInstalledCertificateIds', { certificateType: ['V2GRootCertificate'] }),
    await send('DeleteCertificate', { certificateHashData: hash }),
    await send('CertificateSigned', { certificateChain: certificate }),
  ]).toEqual([
    ['Accepted', { status: 'Accepted' }],
    [
      'Accepted',
      {
        status: 'Accepted',
        certificateHashDataChain: [{ certificateType: 'V2GRootCertificate', certificateHashData: hash }],
      },
    ],
    ['Accepted', { status: 'NotFound' }],
    ['Accepted', { status: 'Rejected' }],
  ]);
});

test('the request of a car for its certificate is answered', async () => {
  await station.chargePoint.requestEvCertificate({
    connectorId: 1,
    exiRequest: 'RVhJ',
    schemaVersion: 'urn:iso:15118:2:2013:MsgDef',
    action: 'Update',
  });

  expect(kept).toEqual([['evCertificateResponse', 1, { status: 'Failed', exiResponse: '' }, 'Update']]);
});

test('ISO15118CertificateManagementEnabled false makes the vendor unknown', async () => {
  const key = 'ISO15118CertificateManagementEnabled';
  expect(await csms.call('cp001', 'ChangeConfiguration', { key, value: 'false' })).toEqual({ status: 'Accepted' });

  expect(await send('TriggerMessage', {})).toEqual(['UnknownVendorId', null]);
});

test('what the station sends with malformed data is Rejected, and what nobody knows UnknownMessageId', async () => {
  const { chargePoint } = station;

  expect(await chargePoint.dataTransfer({ vendorId: VENDOR, messageId: 'Authorize', data: '{' })).toEqual({
    status: 'Rejected',
  });
  expect(await chargePoint.dataTransfer({ vendorId: VENDOR, messageId: 'Other' })).toEqual({
    status: 'UnknownMessageId',
  });
  expect(
    await chargePoint.dataTransfer({ vendorId: VENDOR, messageId: 'SignCertificate', data: '{"csr":"x"}' }),
  ).toEqual({ status: 'Accepted', data: JSON.stringify({ status: 'Rejected' }) });
});
