import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RPCClient } from 'ocpp-rpc';
import { Kit } from './kit.js';

let kit = new Kit();
beforeEach(() => {
  kit = new Kit();
});
afterEach(() => kit.close());

/** An independent charge point that checks every message against the schemas of OCPP 1.6. */
function chargePoint(url: string, password?: string): InstanceType<typeof RPCClient> {
  const options = {
    endpoint: url.replace(/\/$/, ''),
    identity: 'cp001',
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: false,
    password: password ?? null,
  };
  // Every option has a default, which the declarations of the package do not say.
  const client = new RPCClient(options as unknown as ConstructorParameters<typeof RPCClient>[0]);
  kit.onClose(() => client.close({ force: true }) as Promise<void>);
  return client;
}

describe('an independent charge point', () => {
  test('boots, charges and reports', async () => {
    const central = await kit.central({ passwords: { cp001: 'DEADBEEFDEADBEEF' } });
    const client = chargePoint(central.url, 'DEADBEEFDEADBEEF');
    await client.connect();

    const boot = await client.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    await client.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
    const tag = await client.call('Authorize', { idTag: 'DEADBEEF' });
    const timestamp = new Date(0).toISOString();
    const started = await client.call('StartTransaction', {
      connectorId: 1,
      idTag: 'DEADBEEF',
      meterStart: 0,
      timestamp,
    });
    const stopped = await client.call('StopTransaction', {
      transactionId: 1,
      meterStop: 700,
      timestamp,
      idTag: 'DEADBEEF',
    });

    expect(boot).toMatchObject({ status: 'Accepted', interval: 300 });
    expect(tag).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect(started).toEqual({ transactionId: 1, idTagInfo: { status: 'Accepted' } });
    expect(stopped).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect(central.transactions.get(1)).toMatchObject({ meterStop: 700, reason: 'Local' });
    expect(central.chargePoints.get('cp001')?.boot).toEqual({ chargePointVendor: 'V', chargePointModel: 'M' });
  });

  test('is started and stopped from the central system', async () => {
    const central = await kit.central();
    const client = chargePoint(central.url);
    const seen: unknown[] = [];
    client.handle('RemoteStartTransaction', ({ params }) => {
      seen.push(params);
      return Promise.resolve({ status: 'Accepted' });
    });
    await client.connect();

    const started = await central.call('cp001', 'RemoteStartTransaction', { connectorId: 1, idTag: 'DEADBEEF' });

    expect(started).toEqual({ status: 'Accepted' });
    expect(seen).toEqual([{ connectorId: 1, idTag: 'DEADBEEF' }]);
    await expect(central.call('cp001', 'RemoteStopTransaction', { transactionId: 1 })).rejects.toMatchObject({
      code: 'OCPP_CALL_REFUSED',
      errorCode: 'NotImplemented',
    });
  });

  test('with a wrong password is refused', async () => {
    const central = await kit.central({ passwords: { cp001: 'DEADBEEFDEADBEEF' } });

    await expect(chargePoint(central.url, 'wrong').connect()).rejects.toMatchObject({ code: 401 });
  });
});
