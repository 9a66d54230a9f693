/** MQTT 5 §2.1.2. */
export const PACKET = {
  CONNECT: 1,
  CONNACK: 2,
  PUBLISH: 3,
  PUBACK: 4,
  PUBREC: 5,
  PUBREL: 6,
  PUBCOMP: 7,
  SUBSCRIBE: 8,
  SUBACK: 9,
  UNSUBSCRIBE: 10,
  UNSUBACK: 11,
  PINGREQ: 12,
  PINGRESP: 13,
  DISCONNECT: 14,
  AUTH: 15,
} as const;

export type Qos = 0 | 1 | 2;

/** 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5. */
export type ProtocolVersion = 3 | 4 | 5;

/** The bytes of one packet behind its fixed header. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}
