import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ValidationResult } from '#generated/types/authorization';
import { silence } from '../../lib/ocpp16/charge-point/support/fake-csms.js';
import { StationKit, token } from './support/station-kit.js';

let station: StationKit;

beforeEach(async () => {
  station = await StationKit.start();
});

afterEach(() => station.remove());

function validate(value: string, more: object = {}): Promise<ValidationResult> {
  return station.kit.call('auth_validator', 'validate_token', { provided_token: { ...token(value), ...more } });
}

describe('validation result', () => {
  test('carries expiry and parent id', async () => {
    const expiryDate = '2030-01-01T00:00:00.000Z';
    station.csms.on('Authorize', () => ({ idTagInfo: { status: 'Accepted', expiryDate, parentIdTag: 'P' } }));

    expect(await validate('TAG')).toEqual({
      authorization_status: 'Accepted',
      tariff_messages: [],
      expiry_time: expiryDate,
      parent_id_token: { value: 'P', type: 'Central' },
    });
  });

  test.each(['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'])('%s passes unchanged', async (status) => {
    station.csms.on('Authorize', () => ({ idTagInfo: { status } }));

    expect(await validate('TAG')).toEqual({ authorization_status: status, tariff_messages: [] });
  });

  test('a token of more than 20 characters is Unknown and not sent', async () => {
    expect(await validate('X'.repeat(21))).toEqual({ authorization_status: 'Unknown', tariff_messages: [] });
    expect(await station.story()).toEqual([]);
  });

  test('is Invalid without an answer within 60 s', async () => {
    station.csms.on('Authorize', () => silence);

    const result = validate('TAG');
    await station.pass(60);

    expect(await result).toEqual({ authorization_status: 'Invalid', tariff_messages: [] });
  });

  test('is Invalid offline', async () => {
    station.csms.lose();

    expect(await validate('TAG')).toEqual({ authorization_status: 'Invalid', tariff_messages: [] });
  });

  test('is Invalid for Plug & Charge', async () => {
    expect(await validate('EMAID', { authorization_type: 'PlugAndCharge' })).toEqual({
      authorization_status: 'Invalid',
      tariff_messages: [],
    });
    expect(await station.story()).toEqual([]);
  });
});

describe('before the charge point runs', () => {
  beforeEach(async () => {
    await station.remove();
    station = await StationKit.start({ booted: false });
  });

  test('a token is Unknown', async () => {
    expect(await validate('TAG')).toEqual({ authorization_status: 'Unknown', tariff_messages: [] });
  });

  test('nothing of the other commands happens', async () => {
    const { kit } = station;
    const component_variable = { component: { name: 'c' }, variable: { name: 'HeartbeatInterval' } };

    expect([
      await kit.call('data_transfer', 'data_transfer', { request: { vendor_id: 'v' } }),
      await kit.call('main', 'stop', {}),
      await kit.call('ocpp_generic', 'restart', {}),
      await kit.call('main', 'set_configuration_key', { key: 'HeartbeatInterval', value: '7' }),
      await kit.call('ocpp_generic', 'set_variables', { requests: [{ component_variable, value: '7' }], source: '' }),
      await kit.call('ocpp_generic', 'change_availability', { request: { operational_status: 'Operative' } }),
      await kit.call('ocpp_generic', 'security_event', { event: { type: 'MemoryExhaustion' } }),
    ]).toEqual([
      { status: 'Offline' },
      false,
      false,
      'Rejected',
      [{ component_variable, status: 'Rejected' }],
      { status: 'Rejected' },
      undefined,
    ]);
    expect(kit.failure).toBeUndefined();
  });
});
