import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readBrokerSecurity, type BrokerFlags } from '../../../../manager/config/broker-settings.js';
import { load } from './station.js';

function read(text: string, env: Record<string, string> = {}) {
  return load(text === '' ? '' : `settings: { ${text} }\n`, { env });
}

describe('the broker in the settings', () => {
  test('nothing is secured unless asked for', () => {
    expect(read('').configuration?.settings.brokerSecurity).toBeUndefined();
  });

  test.each([
    ['mqtt_broker_tls: true', { tls: {} }],
    ['mqtt_broker_ca_file: ca.pem', { tls: { caFile: 'ca.pem' } }],
    [
      'mqtt_broker_certificate_file: c, mqtt_broker_key_file: k, mqtt_broker_server_name: n',
      { tls: { certificateFile: 'c', keyFile: 'k', serverName: 'n' } },
    ],
    ['mqtt_broker_user: u, mqtt_broker_password_file: p', { user: 'u', passwordFile: 'p' }],
    ['mqtt_broker_credentials_file: f', { credentialsFile: 'f' }],
    ['mqtt_broker_client_ids: true', { clientIds: true, reconnect: false }],
    ['mqtt_broker_reconnect: true', { reconnect: true, clientIds: false }],
  ])('%s', (text, expected) => {
    const { configuration, lines } = read(text);

    expect(lines).toEqual([]);
    expect(configuration?.settings.brokerSecurity).toMatchObject(expected);
  });

  test('TLS can be switched off where its files are given', () => {
    const { configuration } = read('mqtt_broker_ca_file: ca.pem, mqtt_broker_tls: false');

    expect(configuration?.settings.brokerSecurity).toBeUndefined();
  });

  test('with TLS the usual port is 8883', () => {
    expect(read('mqtt_broker_tls: true').configuration?.settings.broker).toMatchObject({ port: 8883 });
    expect(read('mqtt_broker_tls: true, mqtt_broker_port: 5').configuration?.settings.broker).toMatchObject({
      port: 5,
    });
  });

  test.each([
    ['mqtt_broker_certificate_file: c', 'settings.mqtt_broker_certificate_file: needs mqtt_broker_key_file'],
    ['mqtt_broker_key_file: k', 'settings.mqtt_broker_key_file: needs mqtt_broker_certificate_file'],
    ['mqtt_broker_socket_path: /s, mqtt_broker_tls: true', 'settings.mqtt_broker_tls: is not for a unix socket'],
  ])('%s is refused', (text, problem) => {
    expect(read(text).lines.join('\n')).toContain(problem);
  });
});

describe('where it comes from', () => {
  const env = { MQTT_SERVER_USER: 'from env', MQTT_SERVER_CA_FILE: '/env/ca.pem' };

  test('the environment comes before the configuration', () => {
    const { configuration } = read('mqtt_broker_user: from file, mqtt_broker_ca_file: ca.pem', env);

    expect(configuration?.settings.brokerSecurity).toMatchObject({ user: 'from env', tls: { caFile: '/env/ca.pem' } });
  });

  test('options come before the environment', () => {
    const flags: BrokerFlags = { brokerUser: 'from option' };

    expect(readBrokerSecurity(undefined, flags, env)).toMatchObject({ user: 'from option' });
  });

  test('files of options and environment start at the working folder', () => {
    expect(readBrokerSecurity(undefined, { brokerCa: 'ca.pem' }, {})?.tls?.caFile).toBe(resolve('ca.pem'));
  });

  test.each([
    ['1', {}],
    ['0', undefined],
  ])('MQTT_SERVER_TLS=%s', (value, tls) => {
    expect(readBrokerSecurity(undefined, {}, { MQTT_SERVER_TLS: value, MQTT_SERVER_USER: 'u' })?.tls).toEqual(tls);
  });
});
