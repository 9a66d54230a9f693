import { PACKET } from './packet-types.js';
import { malformed } from './protocol-violation.js';

/** MQTT 5 §2.1.3: outside of PUBLISH the flags of the fixed header are 0, or 2 where a packet asks for an answer. */
export function checkFlags(type: number, flags: number): void {
  if (type === PACKET.PUBLISH) return;
  const wanted = type === PACKET.PUBREL || type === PACKET.SUBSCRIBE || type === PACKET.UNSUBSCRIBE ? 2 : 0;
  if (flags !== wanted) throw malformed(`packet type ${type} with flags ${flags}`);
}
