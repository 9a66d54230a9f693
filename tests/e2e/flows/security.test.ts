import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, unplug } from '../../../cli/live/control-topics.js';
import { issueCertificate, pemBlocks, readCertificates, readSigningRequest } from '../../../lib/pki/index.js';
import { Flow } from './flow.js';
import { password, SecureSetting } from './security-station.js';

let setting: SecureSetting;

beforeAll(async () => {
  setting = await SecureSetting.create();
});
afterAll(() => setting.remove());

describe.each([0, 1, 2, 3])('a session under security profile %d', (profile) => {
  let flow: Flow;

  beforeAll(async () => {
    flow = await Flow.start(setting.options(profile));
  });
  afterAll(() => flow.station.stop());

  test('from boot to the end of the transaction', async () => {
    await flow.see('BootNotification', 'StatusNotification 2 Available');
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.card('DEADBEEF');
    await flow.see('StartTransaction 1', 'StatusNotification 1 Charging');
    await flow.station.drive(unplug(1));
    await flow.see('StopTransaction EVDisconnected', 'StatusNotification 1 Available');

    expect(flow.station.csms.url.startsWith('wss:')).toBe(profile >= 2);
  });

  test('neither password nor key reaches the log or the message log', () => {
    const { manager, folder } = flow.station;
    const logs = readdirSync(join(folder, 'logs'), { recursive: true, withFileTypes: true });
    const written = logs.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const all = [manager?.stdout, manager?.stderr, ...written.map((path) => readFileSync(path, 'utf8'))].join('\n');

    expect(all.length).toBeGreaterThan(0);
    expect(all).not.toContain(password);
    expect(all).not.toContain('PRIVATE KEY');
  });
});

describe('certificates under security profile 3', () => {
  let flow: Flow;

  beforeAll(async () => {
    flow = await Flow.start(setting.options(3));
    await flow.see('StatusNotification 2 Available');
  });
  afterAll(() => flow.station.stop());

  const csmsRoot = 'CentralSystemRootCertificate';

  async function installedIds(): Promise<readonly { serialNumber: string }[]> {
    const { certificateHashData = [] } = await flow.call('GetInstalledCertificateIds', { certificateType: csmsRoot });
    return certificateHashData;
  }

  test('install, list and delete a root', async () => {
    const { certificate } = await issueCertificate({
      subject: { commonName: 'Next root' },
      isAuthority: true,
      serialNumber: '4711',
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 3_600_000),
    });

    expect(await flow.call('InstallCertificate', { certificateType: csmsRoot, certificate })).toEqual({
      status: 'Accepted',
    });
    const ids = await flow.call('GetInstalledCertificateIds', { certificateType: csmsRoot });
    const next = ids.certificateHashData?.find(({ serialNumber }) => serialNumber === '4711');
    expect(ids.certificateHashData).toHaveLength(2);
    if (next === undefined) throw new Error('the new root is not listed');
    expect(await flow.call('DeleteCertificate', { certificateHashData: next })).toEqual({ status: 'Accepted' });
    expect(await flow.call('DeleteCertificate', { certificateHashData: next })).toEqual({ status: 'NotFound' });
    expect(await installedIds()).toHaveLength(1);
  });

  test('a root that cannot be read is Rejected', async () => {
    expect(await flow.call('InstallCertificate', { certificateType: csmsRoot, certificate: 'nothing' })).toEqual({
      status: 'Rejected',
    });
  });

  test('a certificate that the station has no key for is Rejected, and the event InvalidChargePointCertificate sent', async () => {
    const foreign = setting.read('firmware/signer.pem');

    expect(await flow.call('CertificateSigned', { certificateChain: foreign })).toEqual({ status: 'Rejected' });

    expect(await flow.see('SecurityEventNotification')).toMatchObject({ type: 'InvalidChargePointCertificate' });
  });

  test('reconnect with the new client certificate', async () => {
    const before = readdirSync(setting.at('station/client/csms'));
    const lost = new Promise<void>((resolve) => {
      flow.station.csms.onConnection((_id, isConnected) => !isConnected && resolve());
    });

    expect(await flow.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })).toEqual({
      status: 'Accepted',
    });
    const { csr } = await flow.see('SignCertificate');
    await lost;
    await flow.see('StatusNotification 2 Available');

    expect((await readSigningRequest(String(csr)))?.subject).toEqual({
      country: 'DE',
      organization: 'Operator',
      commonName: 'cp001',
      domainComponent: 'CPO',
    });
    const added = readdirSync(setting.at('station/client/csms')).filter((name) => !before.includes(name));
    const chain = added.find((name) => name.startsWith('CPO_CERT_')) ?? '';
    const key = added.find((name) => name.endsWith('.key')) ?? '';
    expect(added).toHaveLength(3);
    const text = setting.read(`station/client/csms/${chain}`);
    expect(pemBlocks(text)).toHaveLength(2);
    expect(readCertificates(text)[0]?.name).toBe('cp001');
    expect(setting.read(`station/client/csms/${key}`)).toContain('ENCRYPTED PRIVATE KEY');
  });
});
