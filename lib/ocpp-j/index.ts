export { Backoff, type BackoffSettings } from './backoff.js';
export { OcppJClient } from './client.js';
export type {
  ClientState,
  ConnectedInfo,
  DisconnectedInfo,
  OcppJClientOptions,
  ReconnectOptions,
} from './client-options.js';
export { CallRefused, CallTimeout, ConnectionOptionsUnusable, NotConnected, SendFailed } from './errors.js';
export { failureOfError, failureOfStatus, type ConnectionFailure, type FailureKind } from './failure.js';
export {
  callErrorCodes,
  decodeFrame,
  encodeCall,
  encodeError,
  encodeResult,
  type Call,
  type CallError,
  type CallErrorCode,
  type CallResult,
  type Frame,
  type MalformedFrame,
} from './frame.js';
export { Listeners } from './listeners.js';
export type { PingSettings } from './ping.js';
export { RpcConnection, type Answer, type RpcOptions } from './rpc-connection.js';
export {
  OcppJServer,
  type Admission,
  type ConnectRequest,
  type OcppJServerOptions,
  type ShownCertificate,
} from './server.js';
export type { OpenSocket, Socket, SocketEvents } from './socket.js';
export {
  prepareTarget,
  SUB_PROTOCOL,
  upgradeHeaders,
  type ConnectionSettings,
  type ConnectionTarget,
} from './target.js';
export type { ClientCertificate, TlsSettings } from './tls.js';
export { uniqueId } from './unique-id.js';
export { connectionUri, type ConnectionUri, type SecurityProfile } from './uri.js';
