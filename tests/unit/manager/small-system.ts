import type { Manifest } from '../../../framework/declarations/index.js';
import type { ConfigParameter, Configuration, ModuleInstance } from '../../../manager/config/configuration.js';

/** The display with two meters of framework.md §16.3, put together by hand. */

const metadata = { license: 'https://opensource.org/licenses/Apache-2.0', authors: ['everest-ts contributors'] };

const shared = {
  description: 'd',
  config: {},
  enable_external_mqtt: false,
  enable_telemetry: false,
  enable_global_errors: false,
};

export const meterManifest = {
  ...shared,
  provides: { main: { description: 'd', interface: 'demo_meter', config: {} } },
  requires: {},
  metadata,
} as unknown as Manifest;

export const displayManifest = {
  ...shared,
  config: { title: { description: 'd', type: 'string' } },
  provides: { main: { description: 'd', interface: 'demo_display', config: {} } },
  requires: {
    meters: { interface: 'demo_meter', min_connections: 0, max_connections: 8, ignore: { errors: false } },
    quiet: { interface: 'demo_meter', min_connections: 0, max_connections: 1, ignore: { errors: true } },
  },
  metadata,
} as unknown as Manifest;

export function meterInstance(id: string): ModuleInstance {
  return {
    id,
    module: 'DemoMeter',
    manifest: meterManifest,
    parameters: { '!module': [], main: [] },
    connections: {},
    capabilities: [],
    standalone: false,
    ignored: false,
  };
}

function parameter(
  name: string,
  value: ConfigParameter['value'],
  datatype: ConfigParameter['datatype'],
  mutability: ConfigParameter['mutability'] = 'ReadOnly',
): ConfigParameter {
  return { name, value, datatype, mutability };
}

export const displayInstance: ModuleInstance = {
  ...meterInstance('display'),
  module: 'DemoDisplay',
  manifest: displayManifest,
  parameters: {
    '!module': [
      parameter('brightness', 0.5, 'number'),
      parameter('gain', 500, 'number', 'ReadWrite'),
      parameter('lines', 5, 'integer'),
      parameter('loud', true, 'bool'),
      parameter('title', '\u0001500\u0001', 'string', 'WriteOnly'),
    ],
    main: [],
  },
  connections: {
    meters: [
      { moduleId: 'meter_1', implementationId: 'main', index: 0 },
      { moduleId: 'meter_2', implementationId: 'main', index: 1 },
    ],
  },
  access: {
    config: {
      allow_global_read: false,
      allow_global_write: false,
      allow_set_read_only: false,
      modules: { meter_1: { allow_read: true, allow_write: true, allow_set_read_only: false } },
    },
  },
};

export function smallSystem(settings: Partial<Configuration['settings']> = {}): Configuration {
  const meters = [
    { ...meterInstance('meter_1'), mapping: { module: { evse: 1, connector: 1 } } },
    { ...meterInstance('meter_2'), mapping: { implementations: { main: { evse: 2 } } } },
  ];
  return {
    file: '/etc/demo.yaml',
    settings: {
      paths: {},
      controllerPort: 0,
      controllerRpcTimeoutMs: 0,
      broker: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      everestPrefix: 'e/',
      externalPrefix: '',
      telemetryPrefix: 'telemetry/',
      telemetryEnabled: false,
      validateSchema: false,
      runAsUser: '',
      forwardExceptions: false,
      ...settings,
    },
    modules: new Map([displayInstance, ...meters].map((module) => [module.id, module])),
  };
}
