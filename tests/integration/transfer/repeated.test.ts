import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { download, upload } from '../../../lib/transfer/index.js';
import { FtpServer } from '../../support/ftp-server.js';
import { HttpFileServer } from '../../support/http-file-server.js';
import { temporaryFolder } from '../../support/manager-process.js';

const small = 'x'.repeat(400);
const times = 40;

let folder: ReturnType<typeof temporaryFolder>;
let http: HttpFileServer;
let ftp: FtpServer;

beforeEach(async () => {
  folder = temporaryFolder();
  http = await HttpFileServer.start();
  ftp = await FtpServer.start();
});

afterEach(async () => {
  await http.close();
  await ftp.close();
  folder.remove();
});

/** An answer may come at any moment between the last byte and the end of the connection. */
test.each(['http', 'ftp'])(
  'small files arrive every time over %s',
  async (protocol) => {
    const url = protocol === 'http' ? http.url('/logs') : `ftp://127.0.0.1:${ftp.port}/logs`;
    const file = join(folder.path, 'file');
    for (let round = 0; round < times; round++) {
      writeFileSync(file, small + String(round));
      await upload(file, 'unused', url);
      await download(url, `${file}.back`);

      expect(readFileSync(`${file}.back`, 'utf8')).toBe(small + String(round));
    }
  },
  60_000,
);
