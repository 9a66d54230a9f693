import type { Clock, Random } from 'everest-ts';
import type { CaCertificateType } from '#generated/types/evse_security';
import { randomInteger } from '../../lib/clock/random.js';
import type { KeptLeafType } from './store-paths.js';

const GREATEST_RANDOM = 2 ** 31 - 1;

export const leafPrefixes = { CSMS: 'CSMS_LEAF_', V2G: 'SECC_LEAF_' } as const satisfies Record<KeptLeafType, string>;

/** Names of new files: they tell the time and differ from each other. */
export class FileNames {
  readonly #clock: Clock;
  readonly #random: Random;
  #count = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** E.g. `M01_D05_Y2026_H10_M10_S00_i1_r123456789`, UTC. */
  stamp(): string {
    const [year, month, day, hour, minute, second] = new Date(this.#clock.now()).toISOString().split(/[-T:.Z]/);
    const number = ++this.#count;
    const chance = randomInteger(this.#random, 1, GREATEST_RANDOM);
    return `M${month}_D${day}_Y${year}_H${hour}_M${minute}_S${second}_i${number}_r${chance}`;
  }

  root(type: CaCertificateType): string {
    return `${type}_ROOT_${this.stamp()}.pem`;
  }

  key(type: KeptLeafType): string {
    return `${leafPrefixes[type]}${this.stamp()}.key`;
  }

  /** A leaf alone and with its chain. */
  leaf(type: KeptLeafType): { readonly single: string; readonly chain: string } {
    const stamp = this.stamp();
    const prefix = leafPrefixes[type];
    return { single: `${prefix}${stamp}.pem`, chain: `CPO_CERT_${prefix}CHAIN_${stamp}.pem` };
  }
}
