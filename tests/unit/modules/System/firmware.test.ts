import { generateKeyPairSync, sign, constants } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { certifyKey, issueCertificate } from '../../../../lib/pki/index.js';
import { StationReset } from '../../../../modules/System/station-reset.js';
import { SystemKit } from './system-kit.js';

let system: SystemKit;

// Files and scripts take real time on a busy machine.
jest.setTimeout(20_000);

afterEach(() => system.close());

describe('System 1 · a standard update', () => {
  test('tells Downloading, Downloaded, Installing, Installed two seconds apart', async () => {
    system = await SystemKit.start();

    expect(await system.update({})).toBe('Accepted');
    expect(await system.firmwareUntil('Installed')).toEqual([
      '-1 Downloading',
      '-1 Downloaded',
      '-1 Installing',
      '-1 Installed',
    ]);
    expect(system.transfers).toEqual(['GET ftp://host/fw.bin']);
  });

  test('notes FirmwareUpdate for the next boot, and does not reset', async () => {
    system = await SystemKit.start({ withStore: true });
    await system.update({});
    await system.firmwareUntil('Installed');

    expect(Object.fromEntries(system.stored)).toEqual({ ocpp_boot_reason: 'FirmwareUpdate' });
    expect(system.kit.failure).toBeUndefined();
  });

  test.each([
    ['#disable_connectors_during_install=false', '{"disable_connectors_during_install":false}'],
    ['#a=b&disable_connectors_during_install=true', '{"disable_connectors_during_install":true}'],
  ])('says with each status what the fragment %s wants', async (fragment, metadata) => {
    system = await SystemKit.start();
    await system.update({ location: `http://host/fw.bin${fragment}` });

    expect(await system.firmwareUntil('Installed')).toEqual(
      ['Downloading', 'Downloaded', 'Installing', 'Installed'].map((status) => `-1 ${status} ${metadata}`),
    );
    expect(system.transfers).toEqual(['GET http://host/fw.bin']);
  });

  test('is rejected while another one runs, and taken after it', async () => {
    system = await SystemKit.start();
    system.fates.push('failed');
    await system.update({});

    expect(await system.update({})).toBe('Rejected');
    await system.firmwareUntil('DownloadFailed');
    await system.until(() => system.files().length === 0);
    expect(await system.update({})).toBe('Accepted');
  });

  test('is taken as soon as the one before is installed, however long the store takes', async () => {
    system = await SystemKit.start({ withStore: true });
    system.kit.peer('store').answer('store', () => new Promise<never>(() => undefined));
    await system.update({});
    await system.firmwareUntil('Installed');

    expect(await system.update({})).toBe('Accepted');
  });

  test('leaves no file behind', async () => {
    system = await SystemKit.start();
    await system.update({});
    await system.firmwareUntil('Installed');
    await system.until(() => system.files().length === 0);

    expect(system.files()).toEqual([]);
  });
});

describe('System 3 · attempts', () => {
  test('a failed download is tried as often as the request says, with its interval between', async () => {
    system = await SystemKit.start();
    system.fates.push('failed', 'failed', 'failed', 'failed');
    await system.update({ retries: 3, retry_interval_s: 7 });
    await system.until(() => system.firmware().length === 6);

    expect(await system.firmwareUntil('DownloadFailed')).toEqual(
      Array.from({ length: 3 }, () => ['-1 Downloading', '-1 DownloadFailed']).flat(),
    );
  });

  test('DefaultRetries counts when the request says nothing', async () => {
    system = await SystemKit.start({ config: { DefaultRetries: 2, DefaultRetryInterval: 1 } });
    system.fates.push('failed');
    await system.update({});

    expect(await system.firmwareUntil('Installed')).toEqual([
      '-1 Downloading',
      '-1 DownloadFailed',
      '-1 Downloading',
      '-1 Downloaded',
      '-1 Installing',
      '-1 Installed',
    ]);
  });
});

describe('System 5 · an update for later', () => {
  test('a standard one waits without a word, and gives way to a newer one', async () => {
    system = await SystemKit.start();

    expect(await system.update({ retrieve_timestamp: system.inMinutes(10) })).toBe('Accepted');
    expect(await system.update({ location: 'ftp://host/newer', retrieve_timestamp: system.inMinutes(5) })).toBe(
      'Accepted',
    );
    await system.kit.clock.advance(4 * 60_000);
    expect(system.firmware()).toEqual([]);
    await system.firmwareUntil('Installed');
    await system.kit.clock.advance(10 * 60_000);

    expect(system.transfers).toEqual(['GET ftp://host/newer']);
  });
});

const image = [
  'binary',
  '===== BEGIN METADATA =====',
  '# about this image',
  'disable_connectors_during_install=false',
  '===== END METADATA =====',
  'more binary',
].join('\n');

interface Signer {
  readonly signing_certificate: string;
  readonly sign: (content: string) => string;
}

let ecdsa: Signer;

beforeAll(async () => {
  const { certificate, key } = await issueCertificate(wish('Maker'));
  ecdsa = {
    signing_certificate: certificate,
    sign: (content) => sign('sha256', Buffer.from(content), key).toString('base64'),
  };
});

function wish(commonName: string): Parameters<typeof issueCertificate>[0] {
  return { subject: { commonName }, notBefore: new Date(0), notAfter: new Date(Date.UTC(2049, 0)) };
}

async function signedSystem(content: string, config = {}): Promise<SystemKit> {
  const kit = await SystemKit.start({ config, withStore: true });
  kit.image = content;
  return kit;
}

function signed(content: string, more: object = {}, signer = ecdsa): object {
  return {
    request_id: 42,
    signature: signer.sign(content),
    signing_certificate: signer.signing_certificate,
    ...more,
  };
}

describe('System 1 · a signed update', () => {
  test('tells its steps in order, carries its metadata, and resets', async () => {
    system = await signedSystem(image);

    expect(await system.update(signed(image))).toBe('Accepted');
    expect(await system.firmwareUntil('InstallRebooting')).toEqual([
      '42 Downloading',
      '42 Downloaded',
      '42 SignatureVerified {"disable_connectors_during_install":false}',
      '42 Installing',
      '42 Installed',
      '42 InstallRebooting',
    ]);
    await system.until(() => system.kit.failure !== undefined);
    expect(system.kit.failure).toBeInstanceOf(StationReset);
    expect(Object.fromEntries(system.stored)).toEqual({ ocpp_boot_reason: 'FirmwareUpdate' });
  });

  test('does not reset when ResetAfterUpdate is false, and the next one is taken', async () => {
    system = await signedSystem('plain', { ResetAfterUpdate: false });
    await system.update(signed('plain'));

    expect((await system.firmwareUntil('Installed')).slice(2)).toEqual([
      '42 SignatureVerified {}',
      '42 Installing',
      '42 Installed',
    ]);
    expect(system.kit.failure).toBeUndefined();
    expect(await system.update(signed('plain'))).toBe('Accepted');
  });

  test.each(['signature', 'signing_certificate'])('without %s is rejected and tells nothing', async (member) => {
    system = await signedSystem(image);

    expect(await system.update(signed(image, { [member]: undefined }))).toBe('Rejected');
    await system.kit.clock.advance(60_000);
    expect(system.firmware()).toEqual([]);
  });

  test.each<[string, () => object]>([
    ['another image', () => signed('something else')],
    ['an unreadable certificate', () => signed(image, { signing_certificate: 'nonsense' })],
    ['an unreadable signature', () => signed(image, { signature: '!!' })],
  ])('with the signature of %s ends with InvalidSignature, is not retried and not installed', async (_, request) => {
    system = await signedSystem(image);
    await system.update({ ...request(), retries: 3 });

    expect(await system.firmwareUntil('InvalidSignature')).toEqual([
      '42 Downloading',
      '42 Downloaded',
      '42 InvalidSignature',
    ]);
    await system.until(() => system.files().length === 0);
    expect(system.stored.size).toBe(0);
    expect(system.kit.failure).toBeUndefined();
  });

  test.each([
    ['PKCS #1 v1.5', constants.RSA_PKCS1_PADDING],
    ['PSS', constants.RSA_PKCS1_PSS_PADDING],
  ])('with an RSA key and %s padding is verified', async (_, padding) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const issuer = await issueCertificate({ ...wish('Root'), isAuthority: true });
    const certificate = await certifyKey(publicKey, { ...wish('RSA Maker'), issuer });
    const signature = sign('sha256', Buffer.from('rsa'), { key: privateKey, padding }).toString('base64');
    system = await signedSystem('rsa', { ResetAfterUpdate: false });
    await system.update({ request_id: 42, signature, signing_certificate: certificate });

    expect(await system.firmwareUntil('Installed')).toContain('42 SignatureVerified {}');
  });

  test('with metadata that is no key=value is not installed and says no more', async () => {
    const broken = '===== BEGIN METADATA =====\nnonsense\n===== END METADATA =====\n';
    system = await signedSystem(broken);
    await system.update(signed(broken));

    await system.firmwareUntil('Downloaded');
    await system.until(() => system.files().length === 0);
    expect(system.firmware()).toEqual(['42 Downloading', '42 Downloaded']);
    expect(await system.update(signed(broken))).toBe('Accepted');
  });
});

describe('System 4 · a newer signed update', () => {
  test('takes the place of a download, which says no more', async () => {
    system = await signedSystem('new', { ResetAfterUpdate: false });
    system.fates.push('hang');
    await system.update(signed('old', { request_id: 1 }));
    await system.until(() => system.transfers.length === 1);

    expect(await system.update(signed('new', { request_id: 2 }))).toBe('AcceptedCanceled');
    expect(await system.firmwareUntil('2 Installed')).toEqual([
      '1 Downloading',
      '2 Downloading',
      '2 Downloaded',
      '2 SignatureVerified {}',
      '2 Installing',
      '2 Installed',
    ]);
  });

  test('is rejected during an installation and does not begin', async () => {
    system = await signedSystem('one', { ResetAfterUpdate: false });
    await system.update(signed('one', { request_id: 1 }));
    await system.until(() => system.firmware().includes('1 Installing'));

    expect(await system.update(signed('one', { request_id: 2 }))).toBe('Rejected');
    expect(await system.firmwareUntil('1 Installed')).not.toContain('2 Downloading');
  });

  test('takes the place of an installation that waits for its time', async () => {
    system = await signedSystem('one', { ResetAfterUpdate: false });
    await system.update(signed('one', { request_id: 1, install_timestamp: system.inMinutes(60) }));
    await system.until(() => system.firmware().includes('1 InstallScheduled'));

    expect(await system.update(signed('one', { request_id: 2 }))).toBe('Accepted');
    await system.firmwareUntil('2 Installed');
    await system.kit.clock.advance(60 * 60_000);
    expect(system.firmware()).not.toContain('1 Installing');
  });
});

describe('System 5 · a signed update for later', () => {
  test('tells DownloadScheduled and InstallScheduled', async () => {
    system = await signedSystem('one');
    const times = { retrieve_timestamp: system.inMinutes(10), install_timestamp: system.inMinutes(20) };
    await system.update(signed('one', times));
    await system.kit.clock.advance(9 * 60_000);
    expect(system.firmware()).toEqual(['42 DownloadScheduled']);

    await system.until(() => system.firmware().includes('42 InstallScheduled'));
    const downloadedAt = system.kit.clock.now();
    await system.firmwareUntil('Installed');

    expect(downloadedAt).toBeLessThan(Date.parse(times.install_timestamp));
    expect(system.firmware()).toEqual([
      '42 DownloadScheduled',
      '42 Downloading',
      '42 Downloaded',
      '42 SignatureVerified {}',
      '42 InstallScheduled',
      '42 Installing',
      '42 Installed',
      '42 InstallRebooting',
    ]);
  });
});

describe('the end of the module', () => {
  test('ends a download and removes what it has fetched', async () => {
    system = await SystemKit.start();
    system.fates.push('hang');
    await system.update({});
    await system.until(() => system.transfers.length === 1);

    await system.kit.shutdown();
    await system.until(() => system.files().length === 0);

    expect(system.firmware()).toEqual(['-1 Downloading']);
    expect(system.kit.failure).toBeUndefined();
  });
});
