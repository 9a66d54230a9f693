import { createCentralSystem, type CentralSystem, type CentralSystemOptions } from '../../csms/index.js';
import { holdAgainstStandard } from './standard-schemas.js';

/** A central system that holds each message of its stations against the schemas of the standard. */
export async function strictCentralSystem(options: CentralSystemOptions): Promise<CentralSystem> {
  const centralSystem = await createCentralSystem(options);
  centralSystem.onMessage(({ action, direction, kind, payload }) => {
    if (direction !== 'received') return;
    if (kind === 'call') holdAgainstStandard(action, 'req', payload);
    if (kind === 'result') holdAgainstStandard(action, 'conf', payload);
  });
  return centralSystem;
}
