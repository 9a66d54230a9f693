import type { KeyValue } from '../messages/index.js';

/** What the owner has to do after a change is stored and the conf is on its way. */
export type ConfigurationEffect =
  | { readonly kind: 'heartbeat-interval'; readonly intervalS: number }
  | { readonly kind: 'sample-interval'; readonly intervalS: number }
  | { readonly kind: 'aligned-interval'; readonly intervalS: number }
  | { readonly kind: 'connection-timeout'; readonly timeoutS: number }
  | { readonly kind: 'websocket-ping-interval'; readonly intervalS: number }
  /** Security profile 1 or 2: after the conf, close and come back with the new password. */
  | { readonly kind: 'reconnect-with-new-password' }
  /** The new profile is stored already; after the conf, connect with it and watch for the revert. */
  | { readonly kind: 'security-profile'; readonly from: number; readonly to: number }
  | { readonly kind: 'certificate-management'; readonly isEnabled: boolean }
  | { readonly kind: 'ocsp-interval'; readonly intervalS: number }
  | { readonly kind: 'time-offset-transition'; readonly at: string }
  | { readonly kind: 'default-price' };

/** Answer of ChangeConfiguration and its consequences. */
export interface ChangeOutcome {
  readonly status: 'Accepted' | 'Rejected' | 'NotSupported' | 'RebootRequired';
  /** Present when Accepted: canonical key and the value as it was written, for the key's or the general callback. */
  readonly changed?: KeyValue & { readonly readonly: false; readonly value: string };
  readonly effects: readonly ConfigurationEffect[];
}

/** What SecurityProfile depends on beyond the configuration. */
export interface InstalledCertificates {
  isCsmsRootInstalled(): boolean | Promise<boolean>;
  hasCsmsClientCertificate(): boolean | Promise<boolean>;
}
