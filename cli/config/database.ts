import { existsSync } from 'node:fs';
import { RealClock } from '../../framework/clock/index.js';
import { openSlots, type Slots } from '../../manager/slots/index.js';
import { usageError } from './options.js';

/** Opens a database for one command. A manager that has it open is named in the error. */
export async function withSlots<T>(
  file: string,
  mayCreate: 'may be new' | 'has to be there',
  use: (slots: Slots) => T | Promise<T>,
): Promise<T> {
  if (mayCreate === 'has to be there' && !existsSync(file)) throw usageError(`there is no database ${file}`);
  const slots = await openSlots(file, { clock: new RealClock(), patient: false });
  try {
    return await use(slots);
  } finally {
    slots.close();
  }
}

export function existing(slots: Slots, given: number | undefined): number {
  const slot = given ?? slots.nextBoot;
  if (!slots.has(slot)) throw usageError(`${slots.database.path} has no slot ${slot}`);
  return slot;
}
