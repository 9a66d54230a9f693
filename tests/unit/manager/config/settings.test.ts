import { describe, expect, test } from '@jest/globals';
import { load } from './station.js';

function settings(text: string, env: Record<string, string> = {}, everestPrefix?: string) {
  return load(text === '' ? '' : `settings: { ${text} }\n`, { env, everestPrefix });
}

describe('framework §5', () => {
  test('defaults', () => {
    expect(settings('').configuration?.settings).toEqual({
      paths: {},
      controllerPort: 8849,
      controllerRpcTimeoutMs: 2000,
      broker: { kind: 'tcp', host: 'localhost', port: 1883 },
      everestPrefix: 'everest/',
      externalPrefix: '',
      telemetryPrefix: 'everest-telemetry/',
      telemetryEnabled: false,
      validateSchema: false,
      runAsUser: '',
      forwardExceptions: false,
    });
  });

  test.each([
    ['controller_port: 0', { controllerPort: 0 }],
    ['controller_rpc_timeout_ms: 5', { controllerRpcTimeoutMs: 5 }],
    ['mqtt_broker_host: h, mqtt_broker_port: 5', { broker: { kind: 'tcp', host: 'h', port: 5 } }],
    ['mqtt_broker_socket_path: /run/b', { broker: { kind: 'socket', path: '/run/b' } }],
    ['mqtt_everest_prefix: a', { everestPrefix: 'a/' }],
    ['mqtt_everest_prefix: a/', { everestPrefix: 'a/' }],
    ['mqtt_everest_prefix: "", mqtt_external_prefix: b', { everestPrefix: '', externalPrefix: 'b' }],
    ['mqtt_external_prefix: external_abc', { externalPrefix: 'external_abc' }],
    ['telemetry_prefix: t', { telemetryPrefix: 't/' }],
    ['telemetry_enabled: true', { telemetryEnabled: true }],
    ['validate_schema: true', { validateSchema: true }],
    ['run_as_user: pi', { runAsUser: 'pi' }],
    ['forward_exceptions: true', { forwardExceptions: true }],
    ['prefix: /x, config_file: y', { paths: {} }],
    [
      'configs_dir: a, schemas_dir: b, modules_dir: c, interfaces_dir: d, types_dir: e',
      { paths: { configsDir: 'a', schemasDir: 'b', modulesDir: 'c', interfacesDir: 'd', typesDir: 'e' } },
    ],
    [
      'errors_dir: f, www_dir: g, logging_config_file: h',
      { paths: { errorsDir: 'f', wwwDir: 'g', loggingConfigFile: 'h' } },
    ],
  ])('%s', (text, expected) => {
    const { configuration, lines } = settings(text);

    expect(lines).toEqual([]);
    expect(configuration?.settings).toMatchObject(expected);
  });

  test.each([
    ['mqtt_broker_port: 65536', '65536'],
    ['mqtt_broker_port: -1', '-1'],
    ['controller_port: 70000', '70000'],
  ])('%s is no port', (text, port) => {
    const [key = ''] = text.split(':');

    expect(settings(text).lines).toEqual([`config.yaml:1:13 settings.${key}: ${port} is no port (0 to 65535)`]);
  });

  test('a socket and a host exclude each other', () => {
    expect(settings('mqtt_broker_host: h, mqtt_broker_socket_path: /s').lines).toEqual([
      'config.yaml:1:34 settings.mqtt_broker_socket_path: excludes mqtt_broker_host; both are set',
    ]);
  });

  test('everest prefix and external prefix differ', () => {
    expect(settings('mqtt_everest_prefix: a, mqtt_external_prefix: a/').lines).toEqual([
      'config.yaml:1:37 settings.mqtt_external_prefix: is the same as the everest prefix "a/"',
    ]);
  });

  test('the command line overrides the everest prefix', () => {
    expect(settings('mqtt_everest_prefix: a', {}, 'b').configuration?.settings.everestPrefix).toBe('b/');
  });
});

describe('framework §4', () => {
  test('MQTT_SERVER_ADDRESS and MQTT_SERVER_PORT override the broker', () => {
    const { configuration } = settings('mqtt_broker_host: h, mqtt_broker_port: 5', {
      MQTT_SERVER_ADDRESS: 'broker',
      MQTT_SERVER_PORT: '1884',
    });

    expect(configuration?.settings.broker).toEqual({ kind: 'tcp', host: 'broker', port: 1884 });
  });

  test('MQTT_SERVER_ADDRESS and a socket exclude each other', () => {
    expect(settings('mqtt_broker_socket_path: /s', { MQTT_SERVER_ADDRESS: 'broker' }).lines).toEqual([
      'config.yaml:1:13 settings.mqtt_broker_socket_path: excludes MQTT_SERVER_ADDRESS in the environment; both are set',
    ]);
  });

  test('a port that is no integer is ignored, with a warning', () => {
    const { configuration, lines } = settings('mqtt_broker_port: 5', { MQTT_SERVER_PORT: 'many' });

    expect(configuration?.settings.broker).toMatchObject({ port: 5 });
    expect(lines).toEqual([
      'config.yaml:1:13 warning: settings.mqtt_broker_port: MQTT_SERVER_PORT in the environment is no integer ("many") and is ignored',
    ]);
  });

  test('an integer that is no port is an error', () => {
    expect(settings('mqtt_broker_port: 5', { MQTT_SERVER_PORT: '99999' }).lines).toEqual([
      'config.yaml:1:13 settings.mqtt_broker_port: MQTT_SERVER_PORT in the environment: 99999 is no port (0 to 65535)',
    ]);
  });
});
