import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { SystemKit } from './system-kit.js';

let system: SystemKit;

// Files and scripts take real time on a busy machine.
jest.setTimeout(20_000);

afterEach(() => system.close());

/** Writes down what it was called with. */
const noting = 'shift; printf "%s|" "$@" >"$(dirname "$0")/arguments"';

function args(): string[] {
  return readFileSync(join(system.folder, 'share/modules/System', 'arguments'), 'utf8')
    .split('|')
    .slice(0, -1);
}

const signedRequest = { request_id: 42, signature: 'c2lnbmF0dXJl', signing_certificate: 'PEM' };

describe('System 2 · scripts of the operator', () => {
  test('constants.env holds the timeout and the statuses', async () => {
    system = await SystemKit.start({
      scripts: {
        'firmware_updater.sh': '. "$1"; echo "$DOWNLOADING"; echo "$DOWNLOAD_FAILED"; echo "$CONNECTION_TIMEOUT"',
      },
    });
    await system.update({});

    expect(await system.firmwareUntil('DownloadFailed')).toEqual(['-1 Downloading', '-1 DownloadFailed']);
  });

  test('firmware_updater.sh gets URL and file, and its lines are the statuses', async () => {
    system = await SystemKit.start({
      scripts: { 'firmware_updater.sh': `${noting}; printf 'Downloading\\nDownloaded\\nInstalling\\nInstalled\\n'` },
    });
    await system.update({ location: 'sftp://host/fw#disable_connectors_during_install=true' });

    expect((await system.firmwareUntil('Installed')).map((line) => line.split(' ')[1])).toEqual([
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
    ]);
    expect(args()).toEqual(['sftp://host/fw', expect.stringMatching(/\/firmware-2026/)]);
    expect(system.transfers).toEqual([]);
  });

  test('signed_firmware_downloader.sh gets signature and certificate as well, the others do the rest', async () => {
    system = await SystemKit.start({
      config: { ResetAfterUpdate: false },
      scripts: {
        'signed_firmware_downloader.sh': `${noting}; printf 'Downloading\\nDownloaded\\nSignatureVerified\\n'`,
        'signed_firmware_metadata_parser.sh': 'printf "# remark\\ndisable_connectors_during_install=true\\n"',
        'signed_firmware_installer.sh': 'printf "Installing\\nInstalled\\n"',
      },
    });
    await system.update(signedRequest);

    expect(await system.firmwareUntil('Installed')).toEqual([
      '42 Downloading',
      '42 Downloaded',
      '42 SignatureVerified {"disable_connectors_during_install":true}',
      '42 Installing',
      '42 Installed',
    ]);
    expect(args()).toEqual([
      'ftp://host/fw.bin',
      expect.stringMatching(/\/signed_firmware-2026/),
      'c2lnbmF0dXJl',
      'PEM',
    ]);
  });

  test('diagnostics_uploader.sh gets URL, file name and file', async () => {
    system = await SystemKit.start({
      scripts: { 'diagnostics_uploader.sh': `${noting}; echo Uploading; cat "$3" >/dev/null && echo Uploaded` },
    });
    const { file_name: fileName } = await system.uploadLogs({ request_id: 1 });

    expect(await system.logsUntil('1 Uploaded')).toEqual(['1 Uploading', '1 Uploaded']);
    expect(args()).toEqual(['ftp://host/logs/', fileName, expect.stringMatching(new RegExp(`/${fileName}$`))]);
  });

  test.each(['PermissionDenied', 'BadMessage', 'NotSupportedOperation', 'UploadFailure'])(
    '%s of the uploader is UploadFailure',
    async (line) => {
      system = await SystemKit.start({ scripts: { 'diagnostics_uploader.sh': `echo ${line}` } });
      await system.uploadLogs({ request_id: 1 });

      expect(await system.logsUntil('1 UploadFailure')).toEqual(['1 UploadFailure']);
    },
  );

  test.each([
    ['echo Downloading', ['-1 Downloading', '-1 DownloadFailed']],
    ['echo Downloaded; echo Installing; exit 3', ['-1 Downloaded', '-1 Installing', '-1 InstallationFailed']],
    ['echo nonsense', ['-1 DownloadFailed']],
  ])('a script that ends half-way has failed: %s', async (script, expected) => {
    system = await SystemKit.start({ scripts: { 'firmware_updater.sh': script } });
    await system.update({});
    await system.until(() => system.firmware().length === expected.length);
    await system.until(() => system.files().filter((name) => name !== 'constants.env').length === 0);

    expect(system.firmware()).toEqual(expected);
  });

  test('a script that is not executable has failed, and the next update is taken', async () => {
    system = await SystemKit.start({ scripts: { 'firmware_updater.sh': 'echo Installed' } });
    const { chmodSync } = await import('node:fs');
    chmodSync(join(system.folder, 'share/modules/System', 'firmware_updater.sh'), 0o644);
    await system.update({});

    expect(await system.firmwareUntil('DownloadFailed')).toEqual(['-1 DownloadFailed']);
  });

  test('a script ends with its programs when a newer upload comes', async () => {
    system = await SystemKit.start({
      scripts: { 'diagnostics_uploader.sh': 'echo Uploading; sleep 1000; echo Uploaded' },
    });
    await system.uploadLogs({ request_id: 1 });
    await system.until(() => system.logs().includes('1 Uploading'));
    await system.uploadLogs({ request_id: 2 });

    await system.until(() => system.logs().includes('2 Uploading'));
    expect(system.logs()).toEqual(['1 Uploading', '1 AcceptedCanceled', '2 Uploading']);
  });
});
