export type { CustomMapping } from './custom-mappings.js';
export { loadDeviceModel } from './load-device-model.js';
export type { DeviceModelConfiguration, DeviceModelOptions } from './load-device-model.js';
