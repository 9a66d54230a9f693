import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { download, TransferFailed, upload, type TransferFailure } from '../../../lib/transfer/index.js';
import { FtpServer, type FtpServerOptions } from '../../support/ftp-server.js';
import { HttpFileServer, type HttpFileServerOptions } from '../../support/http-file-server.js';
import { freePort, temporaryFolder } from '../../support/manager-process.js';
import { issue } from '../ocpp-j/test-pki.js';

const closing: (() => unknown)[] = [];
let folder: string;
let file: string;

beforeEach(() => {
  const temporary = temporaryFolder();
  closing.push(temporary.remove);
  folder = temporary.path;
  file = join(folder, 'image.bin');
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function http(options: HttpFileServerOptions = {}): Promise<HttpFileServer> {
  const server = await HttpFileServer.start(options);
  closing.push(() => server.close());
  return server;
}

async function ftp(options: FtpServerOptions = {}): Promise<FtpServer> {
  const server = await FtpServer.start(options);
  closing.push(() => server.close());
  return server;
}

async function certified(): Promise<{ ca: string; tls: { cert: string; key: string } }> {
  const authority = await issue({ name: 'Test Root' });
  const { certificate, key } = await issue({ name: '127.0.0.1', issuer: authority, dnsNames: ['localhost'] });
  return { ca: authority.certificate, tls: { cert: certificate, key } };
}

async function failureOf(work: Promise<void>): Promise<TransferFailure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TransferFailed);
  return (error as TransferFailed).failure;
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

describe('http', () => {
  test('a file is fetched as it is', async () => {
    const server = await http();
    server.files.set('/dir/fw%20name.bin?v=2', content);

    await download(server.url('/dir/fw%20name.bin?v=2#fragment'), file);

    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('user and password of the URL are sent, decoded', async () => {
    const server = await http({ credentials: 'jo:p@ss' });
    server.files.set('/fw.bin', content);

    await download(server.url('/fw.bin', 'jo:p%40ss@'), file);

    expect(readFileSync(file)).toHaveLength(content.length);
    expect(await failureOf(download(server.url('/fw.bin', 'jo:wrong@'), file))).toBe('not-permitted');
  });

  test.each<[number, TransferFailure]>([
    [302, 'failed'],
    [403, 'not-permitted'],
    [404, 'failed'],
    [500, 'failed'],
  ])('status %i fails a download and leaves the file alone', async (status, failure) => {
    const server = await http();
    writeFileSync(file, 'old');
    server.failures.push(status);

    expect(await failureOf(download(server.url('/fw.bin'), file))).toBe(failure);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test.each([
    ['/logs/', '/logs/report.json'],
    ['', '/report.json'],
    ['/logs/mine', '/logs/mine'],
  ])('an upload to "%s" arrives as %s', async (path, expected) => {
    const server = await http();
    writeFileSync(file, content);

    await upload(file, 'report.json', server.url(path));

    expect(server.requests).toMatchObject([{ method: 'PUT', path: expected, headers: { 'content-length': '300000' } }]);
    expect(server.requests[0]?.body.equals(content)).toBe(true);
  });

  test.each<[number, TransferFailure]>([
    [401, 'not-permitted'],
    [507, 'failed'],
  ])('status %i fails an upload', async (status, failure) => {
    const server = await http();
    writeFileSync(file, content);
    server.failures.push(status);

    expect(await failureOf(upload(file, 'x', server.url('/logs/')))).toBe(failure);
  });

  test('a server that says nothing is given up', async () => {
    const server = await http();
    server.isSilent = true;

    expect(await failureOf(download(server.url('/fw.bin'), file, { timeoutMs: 50 }))).toBe('failed');
  });

  test('a cancelled download ends with the reason of its signal', async () => {
    const server = await http();
    server.isSilent = true;
    const cancel = new AbortController();
    const done = download(server.url('/fw.bin'), file, { signal: cancel.signal });
    await server.nextRequest();
    cancel.abort(new Error('not wanted any more'));

    await expect(done).rejects.toThrow('not wanted any more');
  });

  test('https needs a certificate of a trusted root', async () => {
    const { ca, tls } = await certified();
    const server = await http({ tls });
    server.files.set('/fw.bin', content);
    const url = server.url('/fw.bin').replace('127.0.0.1', 'localhost');

    await download(url, file, { ca });

    expect(readFileSync(file)).toHaveLength(content.length);
    expect(await failureOf(download(url, file))).toBe('failed');
  });
});

describe('ftp', () => {
  test('a file is fetched with user and password, without TLS when the server has none', async () => {
    const server = await ftp({ user: 'jo', password: 'p@ss' });
    server.folders.add('/dir');
    server.files.set('/dir/fw.bin', content);

    await download(`ftp://jo:p%40ss@127.0.0.1:${server.port}/dir/fw.bin`, file);

    expect(readFileSync(file).equals(content)).toBe(true);
    expect(server.story).toEqual(expect.arrayContaining(['AUTH', 'USER', 'PASS', 'CWD', 'RETR']));
  });

  test.each([
    ['', '/report.json'],
    ['/', '/report.json'],
    ['/logs/', '/logs/report.json'],
    ['/logs/mine', '/logs/mine'],
  ])('an upload to "%s" arrives as %s', async (path, expected) => {
    const server = await ftp();
    server.folders.add('/logs');
    writeFileSync(file, content);

    await upload(file, 'report.json', `ftp://127.0.0.1:${server.port}${path}`);

    expect([...server.files.keys()]).toEqual([expected]);
    expect(server.files.get(expected)?.equals(content)).toBe(true);
  });

  test('control and data connection are encrypted when the server offers TLS', async () => {
    const { ca, tls } = await certified();
    const server = await ftp({ tls });
    writeFileSync(file, content);

    await upload(file, 'report.json', `ftp://localhost:${server.port}/`, { ca });

    expect(server.files.get('/report.json')?.equals(content)).toBe(true);
    expect(server.commands).toContain('PROT P');
  });

  test('a certificate of nobody we trust ends it before user and password are sent', async () => {
    const { tls } = await certified();
    const server = await ftp({ tls });
    writeFileSync(file, content);

    expect(await failureOf(upload(file, 'x', `ftp://jo:secret@localhost:${server.port}/`))).toBe('failed');
    expect(server.story).not.toContain('PASS');
  });

  test('ftps is encrypted from the start', async () => {
    const { ca, tls } = await certified();
    const server = await ftp({ tls, isImplicit: true });
    server.files.set('/fw.bin', content);

    await download(`ftps://localhost:${server.port}/fw.bin`, file, { ca });

    expect(readFileSync(file).equals(content)).toBe(true);
    expect(server.story).not.toContain('AUTH');
  });

  test.each<[string, FtpServerOptions, string, TransferFailure]>([
    ['a wrong password', { user: 'jo', password: 'x' }, '/fw.bin', 'not-permitted'],
    ['a closed folder', {}, '/private/fw.bin', 'not-permitted'],
    ['a missing file', {}, '/fw.bin', 'failed'],
    ['a folder instead of a file', {}, '/', 'bad-location'],
  ])('%s fails', async (_, options, path, failure) => {
    const server = await ftp(options);

    expect(await failureOf(download(`ftp://jo:y@127.0.0.1:${server.port}${path}`, file))).toBe(failure);
  });

  test('a cancelled upload ends with the reason of its signal', async () => {
    const server = await ftp({ answers: { STOR: '' } });
    const cancel = new AbortController();
    writeFileSync(file, content);
    const done = upload(file, 'x', `ftp://127.0.0.1:${server.port}/`, { signal: cancel.signal });
    done.catch(() => undefined);
    cancel.abort(new Error('not wanted any more'));

    await expect(done).rejects.toThrow('not wanted any more');
  });
});

describe('a server that cannot be reached', () => {
  test.each(['http', 'https', 'ftp', 'ftps'])('%s fails', async (protocol) => {
    expect(await failureOf(download(`${protocol}://127.0.0.1:${await freePort()}/fw.bin`, file))).toBe('failed');
  });
});
