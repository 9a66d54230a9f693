import type { Calls } from 'everest-ts';
import type { KvsInterface } from '#generated/interfaces/kvs';
import { plainKey } from '../../lib/text/plain-key.js';

const DEFAULT_SCRIPT = 'iec_wait_pwr_ready;sleep 60';

/** True in the store while the car is plugged in. */
export function pluggedInKey(moduleId: string): string {
  return `EvManager_${plainKey(moduleId)}_simulated_already_plugged_in`;
}

/** The script for a car that was plugged in before the restart. */
export function pluggedInScriptKey(moduleId: string): string {
  return `EvManager_${plainKey(moduleId)}_simulated_plugged_in_command`;
}

/** The script to go on with after a restart, or undefined if the car was not plugged in. */
export async function scriptAfterRestart(kvs: Calls<KvsInterface>, moduleId: string): Promise<string | undefined> {
  if ((await kvs.load({ key: pluggedInKey(moduleId) })) !== true) return undefined;
  const script = await kvs.load({ key: pluggedInScriptKey(moduleId) });
  return typeof script === 'string' && script !== '' ? script : DEFAULT_SCRIPT;
}
