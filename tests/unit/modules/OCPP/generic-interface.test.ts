import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ComponentVariable } from '#generated/types/ocpp';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

beforeEach(async () => {
  station = await StationKit.start();
});

afterEach(() => station.remove());

function variable(name: string, component = 'InternalCtrlr'): ComponentVariable {
  return { component: { name: component }, variable: { name } };
}

describe('variables', () => {
  test('get_variables answers in request order and echoes no component', async () => {
    const names = ['NoSuchKey', 'HeartbeatInterval', 'AuthorizationKey', 'HeartbeatInterval'];
    const requests = names.map((name) => ({ component_variable: variable(name) }));

    const result = await station.kit.call('ocpp_generic', 'get_variables', { requests });

    const heartbeat = {
      status: 'Accepted',
      attribute_type: 'Actual',
      value: '3600',
      component_variable: variable('HeartbeatInterval', ''),
    };
    expect(result).toEqual([
      { status: 'UnknownVariable', component_variable: variable('NoSuchKey', '') },
      heartbeat,
      { status: 'UnknownVariable', component_variable: variable('AuthorizationKey', '') },
      heartbeat,
    ]);
  });

  test('get_variables without requests has no results', async () => {
    expect(await station.kit.call('ocpp_generic', 'get_variables', { requests: [] })).toEqual([]);
  });

  test('set_variables echoes the variable and tells what became of it', async () => {
    const values = [
      ['HeartbeatInterval', '60'],
      ['HeartbeatInterval', '-1'],
      ['NumberOfConnectors', '4'],
      ['NoSuchKey', '1'],
    ] as const;
    const requests = values.map(([name, value]) => ({ component_variable: variable(name), value }));

    const result = await station.kit.call('ocpp_generic', 'set_variables', { requests, source: 'internal' });

    expect(result).toEqual([
      { component_variable: variable('HeartbeatInterval'), status: 'Accepted' },
      { component_variable: variable('HeartbeatInterval'), status: 'Rejected' },
      { component_variable: variable('NumberOfConnectors'), status: 'Rejected' },
      { component_variable: variable('NoSuchKey'), status: 'UnknownVariable' },
    ]);
  });

  test('monitors of both interfaces and the forwarding hear of a change', async () => {
    const watched = variable('connectiontimeout', 'Mine');
    await station.kit.call('ocpp_generic', 'monitor_variables', { component_variables: [watched, watched] });
    await station.kit.call('main', 'monitor_configuration_keys', { keys: ['ConnectionTimeOut', 'NoSuchKey'] });

    await station.csms.call('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '20' });
    await station.settle();

    expect(station.kit.published('ocpp_generic', 'event_data')).toEqual([
      {
        component_variable: watched,
        event_id: 0,
        timestamp: station.now(),
        trigger: 'Alerting',
        actual_value: '20',
        event_notification_type: 'CustomMonitor',
      },
    ]);
    expect(station.kit.published('main', 'configuration_key')).toEqual([
      { key: 'ConnectionTimeOut', read_only: false, value: '20' },
    ]);
    expect(station.kit.peer('auth').calls('set_connection_timeout').at(-1)).toEqual({ connection_timeout: 20 });
  });

  test('a rejected change is told to nobody', async () => {
    await station.kit.call('main', 'monitor_configuration_keys', { keys: ['HeartbeatInterval'] });

    await station.csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: 'soon' });
    await station.settle();

    expect(station.kit.published('main', 'configuration_key')).toEqual([]);
  });
});

describe('configuration keys', () => {
  test('get_configuration_key tells known and unknown ones', async () => {
    const result = await station.kit.call('main', 'get_configuration_key', {
      keys: ['HeartbeatInterval', 'NoSuchKey'],
    });

    expect(result).toEqual({
      configuration_keys: [{ key: 'HeartbeatInterval', read_only: false, value: '3600' }],
      unknown_keys: ['NoSuchKey'],
    });
  });

  test('an empty list asks for all of them', async () => {
    const result = await station.kit.call('main', 'get_configuration_key', { keys: [] });

    expect(result.configuration_keys.length).toBeGreaterThan(20);
    expect(result.unknown_keys).toEqual([]);
  });

  test.each([
    ['HeartbeatInterval', '60', 'Accepted'],
    ['HeartbeatInterval', 'x', 'Rejected'],
    ['NumberOfConnectors', '4', 'Rejected'],
    ['NoSuchKey', '1', 'NotSupported'],
  ])('set_configuration_key %s to %s is %s', async (key, value, status) => {
    expect(await station.kit.call('main', 'set_configuration_key', { key, value })).toBe(status);
  });
});

describe('security events', () => {
  test('critical ones are sent, cut to length, and not echoed', async () => {
    const before = station.kit.published('ocpp_generic', 'security_event').length;

    await station.kit.call('ocpp_generic', 'security_event', {
      event: {
        type: 'T'.repeat(60),
        info: 'i'.repeat(300),
        critical: true,
        timestamp: '2026-01-01T00:00:07.000Z',
      },
    });

    expect(await station.payloads('SecurityEventNotification')).toEqual([
      { type: 'T'.repeat(50), techInfo: 'i'.repeat(255), timestamp: '2026-01-01T00:00:07.000Z' },
    ]);
    expect(station.kit.published('ocpp_generic', 'security_event')).toHaveLength(before);
  });

  test('without a word about it the type decides', async () => {
    await station.kit.call('main', 'security_event', { type: 'MemoryExhaustion', info: '' });
    await station.kit.call('main', 'security_event', { type: 'InvalidMessages', info: 'x' });

    expect(await station.story()).toEqual(['SecurityEventNotification MemoryExhaustion']);
  });
});

test('a security log that rotation has deleted is an event of its own, which is sent and published', async () => {
  await station.remove();
  const rotation = { LogRotation: true, LogRotationMaximumFileSize: 1, LogRotationMaximumFileCount: 2 };
  const Internal = { LogMessages: true, LogMessagesFormat: ['security'], ...rotation };
  station = await StationKit.start({ keys: { Internal } });

  for (const info of ['first', 'second']) {
    await station.kit.call('main', 'security_event', { type: 'MaintenanceLoginAccepted', info });
  }

  expect(await station.story()).toEqual(['SecurityEventNotification SecurityLogWasCleared']);
  expect(station.kit.published('ocpp_generic', 'security_event').at(-1)).toMatchObject({
    type: 'SecurityLogWasCleared',
  });
});

test('ocpp_message carries every frame with LogMessagesFormat callback', async () => {
  await station.remove();
  station = await StationKit.start({ keys: { Internal: { LogMessages: true, LogMessagesFormat: ['callback'] } } });

  const [first] = station.kit.published('ocpp_generic', 'ocpp_message');
  expect(first).toMatchObject({ direction: 'ChargingStationToCSMS', version: '1.6' });
  expect(first?.message).toContain('BootNotification');
});
