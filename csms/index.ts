export type { AuthorityOptions } from './certificate-authority.js';
export type { AnswerScript } from './answer-script.js';
export { CentralSystem, createCentralSystem } from './central-system.js';
export type { ChargePointView } from './charge-points.js';
export { sendThroughCsms, type SendOptions } from './control-client.js';
export {
  ChargePointNotConnected,
  InvalidPayload,
  ListenFailed,
  MessageNotReceived,
  StateFileInvalid,
  UnknownAction,
} from './errors.js';
export type { IdTag } from './id-tags.js';
export type { NextOptions } from './message-history.js';
export { messageLine, type Message, type ScriptedAnswer } from './message.js';
export { defaultHost, defaultPath, defaultPort, type CentralSystemOptions, type ServerTls } from './options.js';
export { runCsms, type RunCsmsOptions } from './run.js';
export type { Transaction } from './transactions.js';
