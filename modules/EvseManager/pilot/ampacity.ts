import type { ProximityPilot } from '#generated/types/board_support_common';

/** Current the cable carries in A (IEC 61851-1 table B.2); undefined when it says nothing. */
export function ampacityA(ampacity: ProximityPilot['ampacity'], phases: number): number | undefined {
  switch (ampacity) {
    case 'None':
      return undefined;
    case 'A_13':
      return 13;
    case 'A_20':
      return 20;
    case 'A_32':
      return 32;
    case 'A_63_3ph_70_1ph':
      return phases === 1 ? 70 : 63;
  }
}
