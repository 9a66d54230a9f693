import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../../../../lib/ocpp16/messages/index.js';
import { Kit } from './support/kit.js';

type Message = Request<'TriggerMessage'>['requestedMessage'];
type Extended = Request<'ExtendedTriggerMessage'>['requestedMessage'];

async function measuring(): Promise<Kit> {
  const kit = await Kit.booted();
  kit.meter(1, 8);
  kit.meter(2, 9);
  return kit;
}

describe('TriggerMessage', () => {
  test.each<[Message, number | undefined, string[]]>([
    ['BootNotification', undefined, ['BootNotification']],
    ['DiagnosticsStatusNotification', undefined, ['DiagnosticsStatusNotification Idle']],
    ['FirmwareStatusNotification', undefined, ['FirmwareStatusNotification Idle']],
    ['Heartbeat', undefined, ['Heartbeat']],
    ['MeterValues', undefined, ['MeterValues 1 Trigger 8.00', 'MeterValues 2 Trigger 9.00']],
    ['MeterValues', 2, ['MeterValues 2 Trigger 9.00']],
    ['StatusNotification', undefined, [0, 1, 2].map((id) => `StatusNotification ${id} Available`)],
    ['StatusNotification', 0, ['StatusNotification 0 Available']],
    ['StatusNotification', 1, ['StatusNotification 1 Available']],
  ])('%s for connector %s', async (requestedMessage, connectorId, expected) => {
    const kit = await measuring();

    await kit.csms.call('TriggerMessage', { requestedMessage, ...(connectorId !== undefined && { connectorId }) });

    expect(await kit.story()).toEqual(['=TriggerMessage Accepted', ...expected]);
  });

  test.each<[Message, number]>([
    ['MeterValues', 9],
    ['StatusNotification', -1],
    ['Heartbeat', 3],
  ])('%s for connector %i is rejected', async (requestedMessage, connectorId) => {
    const kit = await measuring();

    await kit.csms.call('TriggerMessage', { requestedMessage, connectorId });

    expect(await kit.story()).toEqual(['=TriggerMessage Rejected']);
  });

  test('MeterValues where nothing was measured is rejected', async () => {
    const kit = await Kit.booted();
    const nothing = await kit.csms.call('TriggerMessage', { requestedMessage: 'MeterValues' });
    kit.meter(1, 8);
    const elsewhere = await kit.csms.call('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 2 });

    expect([nothing, elsewhere]).toEqual([{ status: 'Rejected' }, { status: 'Rejected' }]);
  });

  test.each(['LogStatusNotification', 'Nonsense'])(
    'OCPP 1.6 §5.17 · %s is not implemented',
    async (requestedMessage) => {
      const kit = await Kit.booted();

      const answer = await kit.csms.call('TriggerMessage', { requestedMessage: requestedMessage as Message });

      expect(answer).toEqual({ status: 'NotImplemented' });
    },
  );

  test('a status carries the reason of a suspension while it is configured', async () => {
    const kit = await Kit.booted({ keys: { Internal: { ReportSuspendedEVSEReasonChange: true } } });
    await kit.charge(1);
    kit.station.onSuspendChargingEvse(1, 'NoEnergy');
    await kit.clock.settle();
    kit.forget();

    await kit.csms.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 });
    await kit.csms.call('ExtendedTriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 });

    expect((await kit.story()).filter((line) => !line.startsWith('='))).toEqual([
      'StatusNotification 1 SuspendedEVSE NoEnergy',
      'StatusNotification 1 SuspendedEVSE',
    ]);
  });

  test('OCPP 1.6 §4.2 · works while the registration is pending', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => kit.csms.boot('Pending', 600));
    await kit.station.start();
    await kit.clock.settle();
    kit.forget();

    await kit.csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await kit.csms.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 });

    expect(await kit.story()).toEqual([
      '=TriggerMessage Accepted',
      'Heartbeat',
      '=TriggerMessage Accepted',
      'StatusNotification 1 Available',
    ]);
  });

  test('a triggered MeterValues names the transaction', async () => {
    const kit = await measuring();
    await kit.charge(1);
    kit.forget();

    await kit.csms.call('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 });

    expect(await kit.story()).toEqual(['=TriggerMessage Accepted', 'MeterValues 1 Trigger 8.00 tx 1']);
  });
});

describe('ExtendedTriggerMessage', () => {
  test.each<[Extended, number | undefined, string[]]>([
    ['BootNotification', undefined, ['BootNotification']],
    ['LogStatusNotification', undefined, ['LogStatusNotification Idle']],
    ['FirmwareStatusNotification', undefined, ['SignedFirmwareStatusNotification Idle']],
    ['Heartbeat', undefined, ['Heartbeat']],
    ['MeterValues', undefined, ['MeterValues 1 Trigger 8.00', 'MeterValues 2 Trigger 9.00']],
    ['MeterValues', 1, ['MeterValues 1 Trigger 8.00']],
    ['StatusNotification', undefined, [0, 1, 2].map((id) => `StatusNotification ${id} Available`)],
    ['StatusNotification', 1, ['StatusNotification 1 Available']],
  ])('%s for connector %s', async (requestedMessage, connectorId, expected) => {
    const kit = await measuring();

    await kit.csms.call('ExtendedTriggerMessage', {
      requestedMessage,
      ...(connectorId !== undefined && { connectorId }),
    });

    expect(await kit.story()).toEqual(['=ExtendedTriggerMessage Accepted', ...expected]);
  });

  test('a connector that does not exist is rejected', async () => {
    const kit = await measuring();

    const answer = await kit.csms.call('ExtendedTriggerMessage', { requestedMessage: 'MeterValues', connectorId: 9 });

    expect(answer).toEqual({ status: 'Rejected' });
  });

  test.each([undefined, 0, 2])(
    'OCPP 1.6 §5.17 · MeterValues of connector %s, never measured, is rejected',
    async (id) => {
      const kit = await Kit.booted();
      if (id !== undefined) kit.meter(1, 8);

      const answer = await kit.csms.call('ExtendedTriggerMessage', {
        requestedMessage: 'MeterValues',
        ...(id !== undefined && { connectorId: id }),
      });

      expect(answer).toEqual({ status: 'Rejected' });
      expect(await kit.story()).toEqual(['=ExtendedTriggerMessage Rejected']);
    },
  );

  test('a certificate that nobody can make is NotImplemented', async () => {
    const kit = await Kit.booted();

    const answer = await kit.csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });

    expect(answer).toEqual({ status: 'NotImplemented' });
  });
});
