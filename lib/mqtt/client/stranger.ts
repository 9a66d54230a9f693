import { PACKET } from '../codec/packet-types.js';

const SHOWN = 24;

/** What the first bytes of a peer are when they do not begin a packet of MQTT; undefined when they may. */
export function describeStranger(chunk: Buffer): string | undefined {
  const [first = 0, second] = chunk;
  // a handshake or an alert of TLS 1.0 to 1.3
  if ((first === 0x15 || first === 0x16) && second === 3) return 'TLS';
  const mayBePacket = first >> 4 === PACKET.CONNACK || first >> 4 === PACKET.AUTH;
  if (mayBePacket && (first & 15) === 0) return undefined;
  return JSON.stringify(chunk.subarray(0, SHOWN).toString('latin1'));
}
