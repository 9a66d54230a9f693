import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../../framework/everestjs/settings.js';

const environment = {
  EV_MODULE: 'car',
  EV_LOG_CONF_FILE: '/etc/log.cfg',
  EV_MQTT_EVEREST_PREFIX: 'site/',
  EV_MQTT_EXTERNAL_PREFIX: 'out/',
  EV_MQTT_BROKER_HOST: 'broker',
  EV_MQTT_BROKER_PORT: '1999',
  EV_VALIDATE_SCHEMA: '1',
};

describe('framework.md §26.1 · settings of a module', () => {
  test('come from the environment', () => {
    expect(readSettings({}, environment)).toEqual({
      core: {
        moduleId: 'car',
        address: { host: 'broker', port: 1999 },
        everestPrefix: 'site/',
        externalPrefix: 'out/',
        validateSchema: true,
      },
      loggingConfigFile: '/etc/log.cfg',
      warnings: [],
    });
  });

  test('given to boot_module win over the environment', () => {
    const given = {
      module: 'other',
      prefix: '/p',
      logging_config_file: '/other.cfg',
      mqtt_everest_prefix: '',
      mqtt_external_prefix: 'y/',
      mqtt_server_address: 'localhost',
      mqtt_server_port: 1234,
      validate_schema: false,
    };

    expect(readSettings(given, environment)).toEqual({
      core: {
        moduleId: 'other',
        address: { host: 'localhost', port: 1234 },
        everestPrefix: '',
        externalPrefix: 'y/',
        validateSchema: false,
      },
      loggingConfigFile: '/other.cfg',
      warnings: [],
    });
  });

  test('without anything but an id have defaults, and a warning for the port', () => {
    const { core, loggingConfigFile, warnings } = readSettings({ module: 'car' }, {});

    expect(core).toEqual({
      moduleId: 'car',
      address: { host: 'localhost', port: 1883 },
      everestPrefix: 'everest/',
      externalPrefix: '',
      validateSchema: false,
    });
    expect(loggingConfigFile).toBe('');
    expect(warnings).toEqual(['no MQTT port is given, using 1883']);
  });

  test.each(['x', '0', '70000', '18.5', '-1'])('a port of %p becomes 1883 with a warning', (port) => {
    const { core, warnings } = readSettings({}, { ...environment, EV_MQTT_BROKER_PORT: port });

    expect(core.address).toEqual({ host: 'broker', port: 1883 });
    expect(warnings).toEqual([`the MQTT port "${port}" is none, using 1883`]);
  });

  test('a socket path wins over host and port', () => {
    const { core, warnings } = readSettings({ mqtt_broker_socket_path: '/run/mqtt' }, { EV_MODULE: 'car' });

    expect(core.address).toEqual({ socketPath: '/run/mqtt' });
    expect(warnings).toEqual([]);
  });

  test('without an id throw', () => {
    expect(() => readSettings({}, {})).toThrow('EV_MODULE');
  });
});
