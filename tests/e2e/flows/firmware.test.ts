import { sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { issueCertificate, type Credentials } from '../../../lib/pki/index.js';
import { FtpServer } from '../../support/ftp-server.js';
import { HttpFileServer } from '../../support/http-file-server.js';
import { root, temporaryFolder } from '../../support/manager-process.js';
import { Flow } from './flow.js';

interface Configuration {
  active_modules: Record<string, { config_module?: object; connections?: object }>;
}

const folder = temporaryFolder();
const image = 'a firmware';
const soon = '2026-01-01T00:00:00Z';
const connectors = ['StatusNotification 1', 'StatusNotification 2'];

let flow: Flow;
let ftp: FtpServer;
let http: HttpFileServer;
let maker: Credentials;
let stranger: Credentials;

beforeAll(async () => {
  ftp = await FtpServer.start({ user: 'station', password: 'secret' });
  http = await HttpFileServer.start();
  const manufacturer = await certificate('Manufacturer Root', { isAuthority: true });
  maker = await certificate('Maker', { issuer: manufacturer });
  stranger = await certificate('Stranger', { issuer: await certificate('Other Root', { isAuthority: true }) });
  writeFileSync(join(folder.path, 'mf.pem'), manufacturer.certificate);
  const ocpp = { Core: { MeterValueSampleInterval: 0, WebSocketPingInterval: 0 } };
  // each step of an update takes two seconds of the station
  flow = await Flow.start({ config: configuration(), ocpp, args: ['--time-scale', '5'] });
  await flow.see('StatusNotification 2 Available');
}, 60_000);

afterAll(async () => {
  await flow.station.stop();
  await ftp.close();
  await http.close();
  folder.remove();
});

/** The delivered station, with the manufacturer's root of this test, and with a boot reason that survives. */
function configuration(): string {
  const document = parse(readFileSync(join(root, 'config/config-sil-ocpp.yaml'), 'utf8')) as Configuration;
  const { evse_security: security, system } = document.active_modules;
  if (security === undefined || system === undefined) throw new Error('the configuration has no such modules');
  security.config_module = { ...security.config_module, mf_ca_bundle: join(folder.path, 'mf.pem') };
  system.connections = { store: [{ module_id: 'persistent_store', implementation_id: 'main' }] };
  const file = join(folder.path, 'firmware.yaml');
  writeFileSync(file, stringify(document));
  return file;
}

function certificate(commonName: string, more: object): Promise<Credentials> {
  const nowMs = new Date().getTime();
  return issueCertificate({
    subject: { commonName },
    notBefore: new Date(nowMs - 60_000),
    notAfter: new Date(nowMs + 3_600_000),
    ...more,
  });
}

function signedFirmware(location: string, signer: Credentials): Parameters<Flow['call']>[1] {
  return {
    location,
    retrieveDateTime: soon,
    signingCertificate: signer.certificate,
    signature: sign('sha256', Buffer.from(image), signer.key).toString('base64'),
  };
}

async function update(requestId: number, location: string, signer: Credentials): Promise<object> {
  return flow.call('SignedUpdateFirmware', { requestId, firmware: signedFirmware(location, signer) as never });
}

/** Calls of one kind only. */
function only(story: readonly string[], ...kinds: readonly string[]): string[] {
  return story.filter((step) => kinds.some((kind) => step.startsWith(kind)));
}

describe('acceptance 41 · a firmware', () => {
  test('OCPP 1.6 §5.19 · without signature comes over ftp, and connectors rest while it is installed', async () => {
    ftp.files.set('/fw.bin', Buffer.from(image));

    const location = `ftp://station:secret@127.0.0.1:${ftp.port}/fw.bin`;
    expect(await flow.call('UpdateFirmware', { location, retrieveDate: soon })).toEqual({});
    const story = await flow.storyUntil('FirmwareStatusNotification Installed');
    await flow.see('StatusNotification 2 Available');

    expect(only(story, 'Firmware')).toEqual(
      ['Downloading', 'Downloaded', 'Installing', 'Installed'].map((status) => `FirmwareStatusNotification ${status}`),
    );
    expect(only(story, ...connectors).sort()).toEqual(connectors.map((connector) => `${connector} Unavailable`));
    expect(await flow.call('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })).toEqual({
      status: 'Accepted',
    });
    await flow.see('FirmwareStatusNotification Idle');
  }, 40_000);

  test.each(['sftp://127.0.0.1/fw.bin', 'http://127.0.0.1:1/fw.bin', 'nonsense://'])(
    'from %s fails and leaves the connectors in use',
    async (location) => {
      await flow.call('UpdateFirmware', { location, retrieveDate: soon });
      const story = await flow.storyUntil('FirmwareStatusNotification DownloadFailed');

      expect(only(story, ...connectors)).toEqual([]);
    },
    20_000,
  );

  test('OCPP 1.6 §5.19 · retries are repeats after the first attempt', async () => {
    http.failures.push(503, 503);
    http.files.set('/again.bin', image);
    const location = http.url('/again.bin#disable_connectors_during_install=false');
    await flow.call('UpdateFirmware', { location, retrieveDate: soon, retries: 2, retryInterval: 0 });
    const story = await flow.storyUntil('FirmwareStatusNotification Installed');

    expect(only(story, 'Firmware').filter((step) => step.endsWith('DownloadFailed'))).toHaveLength(2);
    expect(only(story, ...connectors)).toEqual([]);
  }, 40_000);

  test('Security WP L01 · of a signer whom the manufacturer does not vouch for is not even fetched', async () => {
    expect(await update(1, http.url('/stranger.bin'), stranger)).toEqual({ status: 'InvalidCertificate' });

    expect(http.requests.map(({ path }) => path)).not.toContain('/stranger.bin');
  });

  test('Security WP L01 · with a wrong signature is not installed', async () => {
    http.files.set('/forged.bin', 'something else');

    expect(await update(2, http.url('/forged.bin'), maker)).toEqual({ status: 'Accepted' });
    expect(await flow.see('SignedFirmwareStatusNotification InvalidSignature')).toEqual({
      status: 'InvalidSignature',
      requestId: 2,
    });
    expect(await flow.see('SecurityEventNotification')).toMatchObject({ type: 'InvalidFirmwareSignature' });
  }, 20_000);
});

describe('acceptance 42 · logs', () => {
  test('OCPP 1.6 §5.9 · diagnostics go to the folder of the URL under the name that was told', async () => {
    const { fileName } = await flow.call('GetDiagnostics', { location: http.url('/logs/') });
    expect(await flow.storyUntil('DiagnosticsStatusNotification Uploaded')).toEqual([
      'DiagnosticsStatusNotification Uploading',
      'DiagnosticsStatusNotification Uploaded',
    ]);

    expect(fileName).toMatch(/^diagnostics-/);
    const { body } = http.requests.find(({ path }) => decodeURIComponent(path) === `/logs/${fileName}`) ?? {};
    expect(JSON.parse(String(body))).toHaveProperty('diagnostics');
  }, 20_000);

  test('Security WP N01 · a log goes over ftp, and a server that refuses the password is told', async () => {
    const log = (password: string): object => ({ remoteLocation: `ftp://station:${password}@127.0.0.1:${ftp.port}/` });
    const good = await flow.call('GetLog', { logType: 'SecurityLog', requestId: 7, log: log('secret') as never });
    expect(await flow.see('LogStatusNotification Uploaded')).toEqual({ status: 'Uploaded', requestId: 7 });
    const bad = await flow.call('GetLog', { logType: 'DiagnosticsLog', requestId: 8, log: log('wrong') as never });
    expect(await flow.see('LogStatusNotification UploadFailure')).toEqual({ status: 'UploadFailure', requestId: 8 });

    expect([good, bad]).toMatchObject([{ status: 'Accepted' }, { status: 'Accepted' }]);
    expect([...ftp.files.keys()]).toContain(`/${good.filename}`);
  }, 20_000);
});

describe('acceptance 41 · a signed firmware', () => {
  test('is installed, the station resets, and the next start tells why', async () => {
    http.files.set('/signed.bin', image);

    expect(await update(42, http.url('/signed.bin'), maker)).toEqual({ status: 'Accepted' });
    const story = await flow.storyUntil('SignedFirmwareStatusNotification InstallRebooting');
    expect(only(story, 'Signed')).toEqual(
      ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed', 'InstallRebooting'].map(
        (status) => `SignedFirmwareStatusNotification ${status}`,
      ),
    );
    expect(await flow.station.manager?.exited).toEqual({ code: 1, signal: null });

    await flow.station.bus?.close();
    await flow.station.boot();
    await flow.see('BootNotification');
    expect(await flow.see('SecurityEventNotification')).toMatchObject({ type: 'FirmwareUpdated' });
    await flow.see('StatusNotification 2 Available');
  }, 60_000);
});
