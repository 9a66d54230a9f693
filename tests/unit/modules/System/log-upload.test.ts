import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { TransferFailure } from '../../../../lib/transfer/index.js';
import { SystemKit } from './system-kit.js';

let system: SystemKit;

// Files and scripts take real time on a busy machine.
jest.setTimeout(20_000);

afterEach(() => system.close());

describe('System 1 · an upload of logs', () => {
  test('names its file, and tells Uploading and Uploaded', async () => {
    system = await SystemKit.start();

    const { file_name: fileName, upload_logs_status: status } = await system.uploadLogs({ request_id: 7 });

    expect(status).toBe('Accepted');
    expect(fileName).toMatch(/^diagnostics-2026-01-01T00:00:00\.000Z[0-9a-z]{6}$/);
    expect(await system.logsUntil('7 Uploaded')).toEqual(['7 Uploading', '7 Uploaded']);
    expect(system.transfers).toEqual([`PUT ftp://host/logs/ ${fileName}`]);
  });

  test('reports with -1 when it has no request id', async () => {
    system = await SystemKit.start();
    await system.uploadLogs();

    expect(await system.logsUntil('-1 Uploaded')).toEqual(['-1 Uploading', '-1 Uploaded']);
  });

  test.each<TransferFailure>(['not-permitted', 'bad-location', 'unsupported', 'failed'])(
    'that is %s tells UploadFailure',
    async (failure) => {
      system = await SystemKit.start();
      system.fates.push(failure);
      await system.uploadLogs({ request_id: 7 });

      expect(await system.logsUntil('7 UploadFailure')).toEqual(['7 Uploading', '7 UploadFailure']);
    },
  );

  test('leaves no file behind', async () => {
    system = await SystemKit.start();
    await system.uploadLogs();
    await system.logsUntil('-1 Uploaded');
    await system.until(() => system.files().length === 0);

    expect(system.files()).toEqual([]);
  });
});

test('System 3 · a failed upload is tried as often as the request says', async () => {
  system = await SystemKit.start();
  system.fates.push('failed', 'not-permitted');
  await system.uploadLogs({ request_id: 7, retries: 3, retry_interval_s: 2 });

  expect(await system.logsUntil('7 Uploaded')).toEqual([
    '7 Uploading',
    '7 UploadFailure',
    '7 Uploading',
    '7 UploadFailure',
    '7 Uploading',
    '7 Uploaded',
  ]);
});

test('System 4 · a newer upload takes the place of a running one', async () => {
  system = await SystemKit.start();
  system.fates.push('hang');
  await system.uploadLogs({ request_id: 1 });
  await system.until(() => system.transfers.length === 1);

  expect(await system.uploadLogs({ request_id: 2 })).toMatchObject({ upload_logs_status: 'AcceptedCanceled' });
  expect(await system.logsUntil('2 Uploaded')).toEqual([
    '1 Uploading',
    '1 AcceptedCanceled',
    '2 Uploading',
    '2 Uploaded',
  ]);
  expect(await system.uploadLogs({ request_id: 3 })).toMatchObject({ upload_logs_status: 'Accepted' });
});
