import { afterEach, describe, expect, test } from '@jest/globals';
import type { DataTransferResponse } from '#generated/types/ocpp';
import { silence } from '../../lib/ocpp16/charge-point/support/fake-csms.js';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.remove());

function send(request: object): Promise<DataTransferResponse> {
  return station.kit.call('data_transfer', 'data_transfer', { request: request as { vendor_id: string } });
}

describe('to the central system', () => {
  test('request and answer', async () => {
    station = await StationKit.start();
    station.csms.on('DataTransfer', () => ({ status: 'UnknownMessageId', data: 'why' }));

    expect(await send({ vendor_id: 'V', message_id: 'M', data: 'D' })).toEqual({
      status: 'UnknownMessageId',
      data: 'why',
    });
    expect(await station.payloads('DataTransfer')).toEqual([{ vendorId: 'V', messageId: 'M', data: 'D' }]);
  });

  test('Offline without a connection', async () => {
    station = await StationKit.start();
    station.csms.lose();

    expect(await send({ vendor_id: 'V' })).toEqual({ status: 'Offline' });
  });

  test('Offline without an answer within 60 s', async () => {
    station = await StationKit.start();
    station.csms.on('DataTransfer', () => silence);

    const answer = send({ vendor_id: 'V' });
    await station.pass(60);

    expect(await answer).toEqual({ status: 'Offline' });
  });

  test('ids that are too long are rejected here', async () => {
    station = await StationKit.start();

    expect(await send({ vendor_id: 'V'.repeat(256) })).toEqual({ status: 'Rejected' });
    expect(await send({ vendor_id: 'V', message_id: 'M'.repeat(51) })).toEqual({ status: 'Rejected' });
    expect(await station.payloads('DataTransfer')).toEqual([]);
  });
});

describe('from the central system', () => {
  test('is UnknownVendorId when nobody listens', async () => {
    station = await StationKit.start();

    expect(await station.csms.call('DataTransfer', { vendorId: 'V' })).toEqual({ status: 'UnknownVendorId' });
  });

  test.each([
    [
      { status: 'Accepted', data: 'fine' },
      { status: 'Accepted', data: 'fine' },
    ],
    [{ status: 'UnknownMessageId' }, { status: 'UnknownMessageId' }],
    [{ status: 'Offline' }, { status: 'UnknownVendorId' }],
  ] as const)('%j of the module is answered with %j', async (told, answered) => {
    station = await StationKit.start({ connections: { data_transfer: 1 } });
    const peer = station.kit.peer('data_transfer');
    peer.answer('data_transfer', () => told);

    expect(await station.csms.call('DataTransfer', { vendorId: 'V', messageId: 'M', data: 'D' })).toEqual(answered);
    expect(peer.calls('data_transfer')).toEqual([{ request: { vendor_id: 'V', message_id: 'M', data: 'D' } }]);
  });

  test('is Rejected when the module fails', async () => {
    station = await StationKit.start({ connections: { data_transfer: 1 } });

    expect(await station.csms.call('DataTransfer', { vendorId: 'V' })).toEqual({ status: 'Rejected' });
    expect(station.kit.failure).toBeUndefined();
  });
});
