export { ConfigRequests } from './config-requests.js';
export type { ConfigServiceOptions } from './config-requests.js';
export type { ParameterStore } from './parameter-store.js';
export { UserConfigFile } from './user-config-file.js';
export { limitsBroken } from './limits.js';
export { isServed } from './other-manager.js';
