import type { ModuleContext } from 'everest-ts';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import type { CertificateStoreUpdate } from '#generated/types/evse_security';
import { certificatesOf } from './certificate-files.js';
import type { CertificateStore } from './certificate-store.js';

type Parts = Pick<ModuleContext<EvseSecurity>, 'provides' | 'telemetry'> & { readonly store: CertificateStore };

/** Tells who listens that the store has changed. */
export async function reportChange(update: CertificateStoreUpdate, parts: Parts): Promise<void> {
  parts.provides.main.publish.certificate_store_update(update);
  await publishTelemetry(parts);
}

export async function publishTelemetry({ store, telemetry }: Parts): Promise<void> {
  const chains = counted(certificatesOf(await store.leafFiles('V2G')).length);
  const roots = counted((await store.rootCertificates('MO')).length);
  telemetry.publish('Cert', 'status', {
    config_complete: chains.configured && roots.configured,
    sync_complete: chains.synced && roots.synced,
    secc_chain: chains,
    mo_root: roots,
  });
}

function counted(count: number): {
  readonly configured: boolean;
  readonly synced: boolean;
  readonly num_files: number;
  readonly num_useful_files: number;
} {
  return { configured: count > 0, synced: count > 0, num_files: count, num_useful_files: count };
}
