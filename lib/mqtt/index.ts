export type {
  ClientPublishOptions,
  ClientSession,
  ClientSubscription,
  MqttClientOptions,
} from './client/client-options.js';
export { connectMqttClient } from './client/connect-mqtt-client.js';
export { MqttConnectionLost, MqttConnectionRefused, MqttPublishRefused } from './client/errors.js';
export { MqttClient } from './client/mqtt-client.js';
export type { KeptSession } from './client/kept-session.js';
export { ProtocolViolation } from './codec/protocol-violation.js';
export { FIRST_FAILURE, REASON } from './codec/reason-codes.js';
export type { ReceivedPublish } from './codec/publish-packet.js';
export type { BrokerClient, BrokerCounts, BrokerHooks, MqttBrokerOptions } from './broker/broker-options.js';
export { MqttBroker } from './broker/mqtt-broker.js';
export { hasWildcard, matchesFilter } from './topics.js';
