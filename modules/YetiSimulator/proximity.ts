import type { ProximityPilot } from '#generated/types/board_support_common';

/** IEC 61851-1 table B.2: the cable rating that a resistor in Ohm stands for; `None` outside of all ranges. */
export function cableRating(resistorOhm: number): ProximityPilot['ampacity'] {
  if (resistorOhm < 80 || resistorOhm > 2460) return 'None';
  if (resistorOhm > 936) return 'A_13';
  if (resistorOhm > 308) return 'A_20';
  return resistorOhm > 140 ? 'A_32' : 'A_63_3ph_70_1ph';
}
