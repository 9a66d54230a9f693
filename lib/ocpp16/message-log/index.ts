export { MessageLog } from './message-log.js';
export type { LogFormat, MessageDirection, MessageLogOptions } from './message-log.js';
export type { RotationSettings } from './rotation.js';
