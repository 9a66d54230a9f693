import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Kit } from './kit.js';

let kit = new Kit();
beforeEach(() => {
  kit = new Kit();
});
afterEach(() => kit.close());

const start = { connectorId: 1, idTag: 'DEADBEEF', meterStart: 0, timestamp: '2026-01-01T00:00:00Z' };

describe('answers to a charge point', () => {
  test.each([
    ['BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, { status: 'Accepted', interval: 300 }],
    ['Heartbeat', {}, { currentTime: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) }],
    ['Authorize', { idTag: 'DEADBEEF' }, { idTagInfo: { status: 'Accepted' } }],
    ['StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available' }, {}],
    ['MeterValues', { connectorId: 1, meterValue: [] }, {}],
    ['DataTransfer', { vendorId: 'x' }, { status: 'UnknownVendorId' }],
    ['DiagnosticsStatusNotification', { status: 'Idle' }, {}],
    ['FirmwareStatusNotification', { status: 'Idle' }, {}],
    ['LogStatusNotification', { status: 'Idle' }, {}],
    ['SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: '2026-01-01T00:00:00Z' }, {}],
    ['SignCertificate', { csr: 'x' }, { status: 'Accepted' }],
    ['SignedFirmwareStatusNotification', { status: 'Idle' }, {}],
    ['StartTransaction', start, { transactionId: 1, idTagInfo: { status: 'Accepted' } }],
    ['StopTransaction', { transactionId: 9, meterStop: 1, timestamp: '2026-01-01T00:00:00Z' }, {}],
  ])('%s is answered', async (action, request, response) => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);

    expect(await plain.ask([2, 'id1', action, request])).toEqual([3, 'id1', expect.objectContaining(response)]);
  });

  test.each([
    [
      [2, 'a', 'MakeCoffee', {}],
      [4, 'a', 'NotImplemented', 'MakeCoffee', {}],
    ],
    [
      [2, 'a', 'Reset', { type: 'Soft' }],
      [4, 'a', 'NotSupported', 'Reset', {}],
    ],
    [
      [2, 'a', 'Authorize', {}],
      [4, 'a', 'OccurenceConstraintViolation', 'idTag is missing', {}],
    ],
    [
      [2, 'a', 'Authorize', { idTag: 7 }],
      [4, 'a', 'TypeConstraintViolation', expect.any(String), {}],
    ],
    [
      [2, 'a', 'Authorize', { idTag: 'T'.repeat(21) }],
      [4, 'a', 'PropertyConstraintViolation', expect.any(String), {}],
    ],
    ['hello', [4, '-1', 'GenericError', expect.any(String), {}]],
  ])('%j is answered with %j', async (sent, answer) => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);

    expect(await plain.ask(sent)).toEqual(answer);
  });

  test('transaction ids go on after a restart with a state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csms-'));
    kit.onClose(() => rmSync(folder, { recursive: true }));
    const stateFile = join(folder, 'state.json');
    const first = await kit.central({ stateFile });
    await (await kit.plain(`${first.url}cp001`)).ask([2, 'a', 'StartTransaction', start]);
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ nextTransactionId: 2 });
    await first.close();

    const second = await kit.central({ stateFile });
    const plain = await kit.plain(`${second.url}cp001`);

    expect(await plain.ask([2, 'b', 'StartTransaction', { ...start, connectorId: 2 }])).toMatchObject([
      3,
      'b',
      { transactionId: 2 },
    ]);
    expect(second.transactions.get(1)).toMatchObject({ idTag: 'DEADBEEF' });
  });
});

describe('who may connect', () => {
  test('cp001 only, unless any is allowed', async () => {
    const central = await kit.central();
    const open = await kit.central({ chargePoints: 'any' });

    await expect(kit.plain(`${central.url}cp002`)).rejects.toThrow('404');
    await expect(kit.plain(`${central.url.replace('/steve/', '/other/')}cp001`)).rejects.toThrow('404');
    expect((await kit.plain(`${open.url}cp%20002`)).socket.protocol).toBe('ocpp1.6');
    expect(open.connectedIds).toEqual(['cp 002']);
  });

  test('a password is checked where one is configured', async () => {
    const central = await kit.central({ passwords: { cp001: 'right:one' } });
    const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

    await expect(kit.plain(`${central.url}cp001`)).rejects.toThrow('401');
    await expect(kit.plain(`${central.url}cp001`, ['ocpp1.6'], basic('cp001:wrong'))).rejects.toThrow('401');
    await expect(kit.plain(`${central.url}cp001`, ['ocpp1.6'], basic('cp002:right:one'))).rejects.toThrow('401');
    expect(await kit.plain(`${central.url}cp001`, ['ocpp1.6'], basic('cp001:right:one'))).toBeDefined();
  });

  test('without the sub-protocol ocpp1.6 the connection is closed', async () => {
    const central = await kit.central();

    await expect(kit.plain(`${central.url}cp001`, ['ocpp2.0.1'])).rejects.toThrow('no subprotocol');
    const without = await kit.plain(`${central.url}cp001`, []);

    expect(await without.closed).toBe(1002);
    expect(central.connectedIds).toEqual([]);
  });

  test('a charge point that comes again replaces its old connection', async () => {
    const central = await kit.central();
    const changes: [string, boolean][] = [];
    central.onConnection((...change) => changes.push(change));
    const old = await kit.plain(`${central.url}cp001`);

    const fresh = await kit.plain(`${central.url}cp001`);
    await old.closed;

    expect(await fresh.ask([2, 'a', 'Heartbeat', {}])).toMatchObject([3, 'a', {}]);
    expect(changes).toEqual([
      ['cp001', true],
      ['cp001', false],
      ['cp001', true],
    ]);
  });
});

describe('calls to a charge point', () => {
  test('resolve with the answer', async () => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);
    const answer = central.call('cp001', 'Reset', { type: 'Soft' });

    const [, id, action, payload] = (await plain.next()) as unknown[];
    plain.send([3, id, { status: 'Accepted' }]);

    expect([action, payload]).toEqual(['Reset', { type: 'Soft' }]);
    expect(await answer).toEqual({ status: 'Accepted' });
  });

  test('reject with the error, the time-out, or a bad answer', async () => {
    const central = await kit.central({ callTimeoutMs: 50 });
    const plain = await kit.plain(`${central.url}cp001`);
    const answerNext = async (answer: (id: unknown) => unknown): Promise<void> => {
      const [, id] = (await plain.next()) as unknown[];
      plain.send(answer(id));
    };

    const refused = expect(central.call('cp001', 'ClearCache', {})).rejects.toMatchObject({
      errorCode: 'NotSupported',
    });
    await answerNext((id) => [4, id, 'NotSupported', '', {}]);
    await refused;
    const bad = expect(central.call('cp001', 'ClearCache', {})).rejects.toThrow('status has the unknown value "Great"');
    await answerNext((id) => [3, id, { status: 'Great' }]);
    await bad;

    await expect(central.call('cp001', 'ClearCache', {})).rejects.toMatchObject({ code: 'OCPP_CALL_TIMEOUT' });
  });

  test('reject what cannot be sent', async () => {
    const central = await kit.central();

    await expect(central.send('cp001', 'ClearCache', {})).rejects.toThrow(
      'charge point cp001 is not connected (none is)',
    );
    await expect(central.send('cp001', 'MakeCoffee', {})).rejects.toThrow('MakeCoffee');
    await expect(central.send('cp001', 'Reset', { type: 'Warm' })).rejects.toThrow('type has the unknown value "Warm"');
  });
});

describe('scripts', () => {
  test('answer with payload, error, delay or silence, and leave the rest to the usual answer', async () => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);
    central.answer('Authorize', ({ idTag }) => {
      if (idTag === 'BLOCKED') return { payload: { idTagInfo: { status: 'Blocked' } }, delayMs: 5 };
      if (idTag === 'ERROR') return { callError: 'InternalError', description: 'scripted' };
      return idTag === 'SILENT' ? { silence: true } : undefined;
    });

    expect(await plain.ask([2, 'a', 'Authorize', { idTag: 'BLOCKED' }])).toEqual([
      3,
      'a',
      { idTagInfo: { status: 'Blocked' } },
    ]);
    expect(await plain.ask([2, 'b', 'Authorize', { idTag: 'ERROR' }])).toEqual([
      4,
      'b',
      'InternalError',
      'scripted',
      {},
    ]);
    plain.send([2, 'c', 'Authorize', { idTag: 'SILENT' }]);
    expect(await plain.ask([2, 'd', 'Authorize', { idTag: 'OTHER' }])).toMatchObject([3, 'd', {}]);
  });

  test('can be removed', async () => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);
    const remove = central.answer('Heartbeat', () => ({ payload: { currentTime: 'nonsense' } }));

    expect(await plain.ask([2, 'a', 'Heartbeat', {}])).toEqual([3, 'a', { currentTime: 'nonsense' }]);
    remove();

    expect(await plain.ask([2, 'b', 'Heartbeat', {}])).not.toEqual([3, 'b', { currentTime: 'nonsense' }]);
  });

  test('tests wait for messages', async () => {
    const central = await kit.central();
    const plain = await kit.plain(`${central.url}cp001`);
    plain.send([2, 'a', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }]);

    const message = await central.next('StatusNotification', {
      where: ({ payload }) => JSON.stringify(payload).includes('Preparing'),
    });

    expect(message).toMatchObject({ chargePointId: 'cp001', id: 'a' });
    expect(central.chargePoints.get('cp001')).toMatchObject({ isConnected: true, connectors: { 1: 'Preparing' } });
  });
});
