import { expect, test } from '@jest/globals';
import { brokerOf } from '../../../cli/standalone/broker-of.js';
import { silentLogger } from '../../../lib/log/logger.js';

function addressOf(env: Readonly<Record<string, string>>, options = {}): unknown {
  return brokerOf(options, { env, everestPrefix: 'everest/', log: silentLogger }).address;
}

test.each([
  [{}, { host: '127.0.0.1', port: 1883 }],
  [{ MQTT_SERVER_TLS: '1' }, { host: '127.0.0.1', port: 8883 }],
  [
    { MQTT_SERVER_ADDRESS: 'broker', MQTT_SERVER_PORT: '1884' },
    { host: 'broker', port: 1884 },
  ],
  [
    { MQTT_SERVER_ADDRESS: '', MQTT_SERVER_PORT: '' },
    { host: '127.0.0.1', port: 1883 },
  ],
])('with %j in the environment the broker is at %j', (env, address) => {
  expect(addressOf(env)).toEqual(address);
});

test('options come before the environment', () => {
  const env = { MQTT_SERVER_ADDRESS: 'broker', MQTT_SERVER_PORT: 'many' };

  expect(addressOf(env, { host: 'h', port: 5 })).toEqual({ host: 'h', port: 5 });
});

test.each(['many', '-5', '65536', '1883x'])('%s in the environment is no port', (port) => {
  expect(() => addressOf({ MQTT_SERVER_PORT: port })).toThrow(
    `MQTT_SERVER_PORT in the environment: "${port}" is no port (0 to 65535)`,
  );
});
