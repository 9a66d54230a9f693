export { Link } from './link.js';
export type {
  CallHandler,
  ConnectionState,
  FrameLog,
  IncomingCall,
  LinkEvents,
  LinkOptions,
  LinkSettings,
  RegistrationStatus,
} from './link-options.js';
export { OcppCallError } from './ocpp-call-error.js';
export type { CallOutcome, MessageReference, MessageResult, NotifyOptions } from './outcome.js';
export type { LinkTransport } from './transport.js';
export { uniqueId } from '../../ocpp-j/unique-id.js';
