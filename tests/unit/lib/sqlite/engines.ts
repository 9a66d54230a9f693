import { openDatabase } from '../../../../lib/sqlite/index.js';
import type { SqliteEngine } from '../../../../lib/sqlite/index.js';

/** The SQLite builds that the running Node offers. */
export async function availableEngines(): Promise<readonly SqliteEngine[]> {
  try {
    (await openDatabase(':memory:', { engine: 'node' })).close();
    return ['wasm', 'node'];
  } catch {
    return ['wasm'];
  }
}
