import type { Random } from '../../clock/random.js';
import type { ConnackPacket } from '../codec/connack-packet.js';
import type { ConnectPacket } from '../codec/connect-packet.js';
import { noProperties, type Properties } from '../codec/properties.js';
import type { ClientSession, MqttClientOptions } from './client-options.js';

/** framework.md §14.1. */
const KEEP_ALIVE_S = 20;
/** More in flight only makes the queues of a broker grow. */
const WINDOW = 64;
/** Before MQTT 5 a broker cannot tell how many it takes, and Mosquitto loses messages with QoS 2 beyond 20. */
const OLD_WINDOW = 20;
/** MQTT 5 §3.2.2.3.3 and §2.1.4: what holds when the broker says nothing. */
const RECEIVE_MAXIMUM = 65_535;
const PACKET_SIZE_MAX = 268_435_460;

export function connectPacket(options: MqttClientOptions): ConnectPacket {
  const { version = 5, kept, user, password } = options;
  const clientId = kept?.clientId ?? options.clientId ?? '';
  return {
    version,
    clean: kept === undefined,
    keepAliveS: options.keepAliveS ?? KEEP_ALIVE_S,
    // MQTT 3.1.1 leaves it open whether a broker takes an empty one
    clientId: clientId === '' && version !== 5 ? randomId(options.random) : clientId,
    properties: version === 5 ? connectProperties(options) : noProperties,
    will: undefined,
    user,
    password: password === undefined ? undefined : Buffer.from(password),
  };
}

function connectProperties({ maximumPacketSize, sessionExpiryS = 0 }: MqttClientOptions): Properties {
  return {
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(sessionExpiryS > 0 && { sessionExpiryInterval: sessionExpiryS }),
  };
}

/** What both sides agreed on. */
export function agreedSession(asked: ConnectPacket, answer: ConnackPacket, options: MqttClientOptions): ClientSession {
  const { properties } = answer;
  return {
    version: asked.version,
    clientId: properties.assignedClientIdentifier ?? asked.clientId,
    sessionPresent: answer.sessionPresent,
    keepAliveS: properties.serverKeepAlive ?? asked.keepAliveS,
    window: Math.min(
      options.window ?? WINDOW,
      asked.version === 5 ? (properties.receiveMaximum ?? RECEIVE_MAXIMUM) : OLD_WINDOW,
    ),
    maximumPacketSize: properties.maximumPacketSize ?? PACKET_SIZE_MAX,
  };
}

/** MQTT 3.1.1 §3.1.3.1: 23 letters and digits are what every broker must take. */
function randomId(random: Random): string {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz';
  return Array.from({ length: 23 }, () => letters[Math.floor(random() * letters.length)]).join('');
}
