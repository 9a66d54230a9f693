import { request } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCsms, sendThroughCsms, type CentralSystem } from '../../../csms/index.js';
import { completeCommand, runCommand } from '../../../csms/commands.js';
import { silentLogger } from '../../../lib/log/logger.js';
import type { Plain } from './kit.js';
import { clock, Kit } from './kit.js';

let kit = new Kit();
beforeEach(() => {
  kit = new Kit();
});
afterEach(() => kit.close());

/** Connects a charge point that accepts everything. */
async function accepting(url: string): Promise<Plain> {
  const plain = await kit.plain(url);
  plain.socket.on('message', (data: Buffer) => {
    const [type, id] = JSON.parse(data.toString('utf8')) as unknown[];
    if (type === 2) plain.send([3, id, { status: 'Accepted' }]);
  });
  return plain;
}

describe('one-shot commands', () => {
  async function send(
    port: number,
    action: string,
    payload?: string,
  ): Promise<{ code: number; out: string[]; err: string[] }> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await sendThroughCsms({
      clock,
      port,
      chargePointId: 'cp001',
      action,
      ...(payload === undefined ? {} : { payload }),
      print: (line) => out.push(line),
      printError: (line) => err.push(line),
    });
    return { code, out, err };
  }

  test('print the answer as JSON and exit with 0', async () => {
    const central = await kit.central();
    await accepting(`${central.url}cp001`);

    expect(await send(central.port, 'RemoteStartTransaction', '{"connectorId":1,"idTag":"DEADBEEF"}')).toEqual({
      code: 0,
      out: ['{"status":"Accepted"}'],
      err: [],
    });
    expect((await send(central.port, 'ClearCache')).code).toBe(0);
  });

  test.each([
    ['Reset', '{"type":"Warm"}', 'Reset.req: type has the unknown value "Warm"'],
    ['Reset', '{', expect.stringMatching(/^payload is not JSON/)],
    ['MakeCoffee', '{}', 'no action "MakeCoffee" that a central system can call'],
    ['ClearCache', '{}', 'charge point cp001 is not connected (none is)'],
  ])('%s %s exits with 1 and says why', async (action, payload, message) => {
    const central = await kit.central();

    expect(await send(central.port, action, payload)).toEqual({ code: 1, out: [], err: [message] });
  });

  test('say that no central system runs', async () => {
    const central = await kit.central();
    await central.close();

    expect((await send(central.port, 'ClearCache')).err).toEqual([
      `no central system listens on 127.0.0.1:${central.port}; start one with "everest csms"`,
    ]);
  });
});

describe('control endpoint', () => {
  function post(
    central: CentralSystem,
    headers: Record<string, string>,
    method = 'POST',
    path = '/control/send',
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: central.port, path, method, headers });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end('{"chargePointId":"cp001","action":"ClearCache"}');
    });
  }

  test.each([
    ['a page of another origin', { 'Content-Type': 'application/json', Origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { 'Content-Type': 'application/json', Origin: 'null' }, 403],
    ['a foreign name that points here', { 'Content-Type': 'application/json', Host: 'evil.example' }, 403],
    ['a form', { 'Content-Type': 'text/plain' }, 415],
    ['a local page, nobody connected', { 'Content-Type': 'application/json', Origin: 'http://localhost:3000' }, 400],
  ])('answers %s with the right status', async (_who, headers, status) => {
    expect(await post(await kit.central(), headers)).toBe(status);
  });

  test('has one path and one method', async () => {
    const central = await kit.central();
    const headers = { 'Content-Type': 'application/json' };

    expect(await post(central, headers, 'PUT')).toBe(405);
    expect(await post(central, headers, 'POST', '/')).toBe(404);
  });
});

describe('prompt', () => {
  test('calls a charge point, by name or the only one there is', async () => {
    const central = await kit.central();
    const plain = await accepting(`${central.url}cp001`);
    const frames: unknown[] = [];
    plain.socket.on('message', (data: Buffer) =>
      frames.push((JSON.parse(data.toString('utf8')) as unknown[]).slice(2)),
    );

    expect(await runCommand(central, 'RemoteStartTransaction cp001 {"connectorId": 1, "idTag": "DEADBEEF"}')).toBe(
      '{"status":"Accepted"}',
    );
    expect(await runCommand(central, 'Reset {"type":"Soft"}')).toBe('{"status":"Accepted"}');
    expect(await runCommand(central, 'ClearCache')).toBe('{"status":"Accepted"}');
    expect(frames).toEqual([
      ['RemoteStartTransaction', { connectorId: 1, idTag: 'DEADBEEF' }],
      ['Reset', { type: 'Soft' }],
      ['ClearCache', {}],
    ]);
  });

  test('lists charge points, transactions and tags', async () => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);
    await plain.ask([2, 'a', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]);
    await plain.ask([2, 'b', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }]);
    const start = { connectorId: 1, idTag: 'DEADBEEF', meterStart: 0, timestamp: '2026-01-01T00:00:00Z' };
    await plain.ask([2, 'c', 'StartTransaction', start]);

    expect(await runCommand(central, 'list')).toBe('cp001 connected V M 1:Charging');
    expect(await runCommand(central, 'transactions')).toBe(
      '1 cp001 connector 1 DEADBEEF since 2026-01-01T00:00:00Z, running',
    );
    await runCommand(central, 'tag LOST Blocked FLEET 2027-01-01T00:00:00Z');
    expect(await runCommand(central, 'tags')).toContain('LOST Blocked FLEET 2027-01-01T00:00:00Z');
    expect(await plain.ask([2, 'd', 'Authorize', { idTag: 'LOST' }])).toMatchObject([
      3,
      'd',
      { idTagInfo: { status: 'Blocked' } },
    ]);
    expect(await runCommand(central, 'untag LOST')).toBe('forgotten');
  });

  test.each([
    ['Nonsense', 'unknown command "Nonsense"; "help" lists all'],
    ['ClearCache', 'no charge point is connected'],
    ['tag X Great', 'status must be one of Accepted, Blocked, Expired, Invalid, ConcurrentTx'],
    ['help Nonsense', 'no action "Nonsense"; "help" lists all'],
    ['Reset cp001 {"type"', 'payload is not JSON: '],
    ['disconnect cp001', 'charge point cp001 is not connected (none is)'],
  ])('refuses %j and says why', async (line, message) => {
    await expect(runCommand(await kit.central(), line)).rejects.toThrow(message);
  });

  test('completes actions, charge points and tags', async () => {
    const central = await kit.central();
    await kit.plain(`${central.url}cp001`);

    expect(completeCommand(central, 'RemoteSt')).toEqual([
      ['RemoteStartTransaction ', 'RemoteStopTransaction '],
      'RemoteSt',
    ]);
    expect(completeCommand(central, 'Reset c')).toEqual([['cp001 '], 'c']);
    expect(completeCommand(central, 'untag DEAD')).toEqual([['DEADBEEF '], 'DEAD']);
  });

  test('runs until quit and prints every message in one line', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let text = '';
    output.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    const listening = new Promise<string>((resolve) => {
      output.on('data', () => {
        const url = /ws:\S+/.exec(text)?.[0];
        if (url !== undefined) resolve(url);
      });
    });
    const run = runCsms({ clock, log: silentLogger, port: 0, input, output });
    const plain = await accepting(`${await listening}cp001`);
    await plain.ask([2, 'a', 'Heartbeat', {}]);

    input.write('ChangeConfiguration cp001 {"key":"AuthorizationKey","value":"topsecret"}\n');
    await new Promise<void>((resolve) =>
      output.on('data', () => void (text.includes('{"status":"Accepted"}\n') && resolve())),
    );
    input.write('quit\n');
    await run;

    expect(text).toMatch(/Z cp001 connected\n/);
    expect(text).toMatch(/Z cp001 -> Heartbeat \{\}\n/);
    expect(text).toMatch(/Z cp001 <- Heartbeat\.conf \{"currentTime":/);
    expect(text).toMatch(/<- ChangeConfiguration \{"key":"AuthorizationKey","value":"\*\*\*"\}\n/);
    expect(await plain.closed).toBe(1006);
  });

  test('ends with the signal when there is no input', async () => {
    const abort = new AbortController();
    const output = new PassThrough();
    const run = runCsms({ clock, log: silentLogger, port: 0, output, signal: abort.signal });

    abort.abort();

    await expect(run).resolves.toBeUndefined();
  });

  test('says which address is taken', async () => {
    const central = await kit.central();

    await expect(kit.central({ port: central.port })).rejects.toThrow(`cannot listen on 127.0.0.1:${central.port}`);
  });
});
