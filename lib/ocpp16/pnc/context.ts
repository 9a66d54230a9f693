import type { AuthorizationMemory } from '../core/authorization/authorization-memory.js';
import type { SecurityEvents } from '../core/boot/security-events.js';
import type { CoreContext } from '../core/context.js';
import type { DataTransfer } from '../core/data-transfer/data-transfer.js';
import type { PncSettings } from './settings.js';
import type { V2gCertificates } from './v2g-certificates.js';

/** What every use case of Plug & Charge may use. */
export type PncContext = Pick<CoreContext, 'callbacks' | 'clock' | 'guard' | 'log' | 'outbox'> & {
  readonly certificates: V2gCertificates;
  readonly coreSettings: Pick<CoreContext['settings'], 'localAuthorizeOffline'>;
  readonly dataTransfer: DataTransfer;
  readonly memory: AuthorizationMemory;
  readonly security: Pick<SecurityEvents, 'raise'>;
  readonly settings: PncSettings;
};
