/** MQTT 5 §2.4, those that are sent or told apart here. */
export const REASON = {
  SUCCESS: 0x00,
  DISCONNECT_WITH_WILL: 0x04,
  UNSPECIFIED: 0x80,
  MALFORMED_PACKET: 0x81,
  PROTOCOL_ERROR: 0x82,
  IMPLEMENTATION_SPECIFIC: 0x83,
  UNSUPPORTED_VERSION: 0x84,
  CLIENT_ID_INVALID: 0x85,
  BAD_USER_OR_PASSWORD: 0x86,
  NOT_AUTHORIZED: 0x87,
  SERVER_UNAVAILABLE: 0x88,
  SHUTTING_DOWN: 0x8b,
  BAD_AUTHENTICATION_METHOD: 0x8c,
  KEEP_ALIVE_TIMEOUT: 0x8d,
  SESSION_TAKEN_OVER: 0x8e,
  FILTER_INVALID: 0x8f,
  TOPIC_INVALID: 0x90,
  NO_SUBSCRIPTION_EXISTED: 0x11,
  PACKET_ID_NOT_FOUND: 0x92,
  TOPIC_ALIAS_INVALID: 0x94,
  PACKET_TOO_LARGE: 0x95,
  QUOTA_EXCEEDED: 0x97,
  SHARED_SUBSCRIPTIONS_UNSUPPORTED: 0x9e,
} as const;

/** Codes from here on are failures. */
export const FIRST_FAILURE = 0x80;

const texts: ReadonlyMap<number, string> = new Map([
  [0x00, 'Success'],
  [0x04, 'Disconnect with will message'],
  [0x10, 'No matching subscribers'],
  [0x11, 'No subscription existed'],
  [0x80, 'Unspecified error'],
  [0x81, 'Malformed packet'],
  [0x82, 'Protocol error'],
  [0x83, 'Implementation specific error'],
  [0x84, 'Unsupported protocol version'],
  [0x85, 'Client identifier not valid'],
  [0x86, 'Bad user name or password'],
  [0x87, 'Not authorized'],
  [0x88, 'Server unavailable'],
  [0x89, 'Server busy'],
  [0x8a, 'Banned'],
  [0x8b, 'Server shutting down'],
  [0x8c, 'Bad authentication method'],
  [0x8d, 'Keep alive timeout'],
  [0x8e, 'Session taken over'],
  [0x8f, 'Topic filter invalid'],
  [0x90, 'Topic name invalid'],
  [0x91, 'Packet identifier in use'],
  [0x92, 'Packet identifier not found'],
  [0x93, 'Receive maximum exceeded'],
  [0x94, 'Topic alias invalid'],
  [0x95, 'Packet too large'],
  [0x96, 'Message rate too high'],
  [0x97, 'Quota exceeded'],
  [0x98, 'Administrative action'],
  [0x99, 'Payload format invalid'],
  [0x9a, 'Retain not supported'],
  [0x9b, 'QoS not supported'],
  [0x9c, 'Use another server'],
  [0x9d, 'Server moved'],
  [0x9e, 'Shared subscriptions not supported'],
  [0x9f, 'Connection rate exceeded'],
  [0xa0, 'Maximum connect time'],
  [0xa1, 'Subscription identifiers not supported'],
  [0xa2, 'Wildcard subscriptions not supported'],
]);

/** MQTT 3.1.1 §3.2.2.3. */
const returnCodes: ReadonlyMap<number, string> = new Map([
  [1, 'Unacceptable protocol version'],
  [2, 'Identifier rejected'],
  [3, 'Server unavailable'],
  [4, 'Bad user name or password'],
  [5, 'Not authorized'],
]);

export function reasonText(code: number): string {
  return texts.get(code) ?? `Reason 0x${code.toString(16)}`;
}

/** The text of a CONNACK, which in MQTT 3.1.1 and in answers to an unknown version has small codes. */
export function connackText(code: number): string {
  return returnCodes.get(code) ?? reasonText(code);
}

/** The code that MQTT 3.1 and 3.1.1 have for a refusal of MQTT 5. */
export function returnCodeOf(reason: number): number {
  switch (reason) {
    case REASON.SUCCESS:
      return 0;
    case REASON.UNSUPPORTED_VERSION:
      return 1;
    case REASON.CLIENT_ID_INVALID:
      return 2;
    case REASON.BAD_USER_OR_PASSWORD:
      return 4;
    case REASON.NOT_AUTHORIZED:
    case REASON.BAD_AUTHENTICATION_METHOD:
      return 5;
    default:
      return 3;
  }
}
