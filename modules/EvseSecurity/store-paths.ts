import { join, resolve } from 'node:path';
import { EverestError, type ModuleContext } from 'everest-ts';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import type { CaCertificateType } from '#generated/types/evse_security';

type Config = ModuleContext<EvseSecurity>['config']['module'];

/** Leaf certificates that the store keeps. */
export type KeptLeafType = 'CSMS' | 'V2G';

export interface LeafFolders {
  readonly certificates: string;
  readonly keys: string;
}

/** Where the store lives. All paths are absolute. */
export interface StorePaths {
  /** A file or a folder each. */
  readonly roots: Readonly<Record<CaCertificateType, string>>;
  readonly leaves: Readonly<Record<KeptLeafType, LeafFolders>>;
}

/** Two parts of the store use the same path in different ways. */
export class StorePathsOverlap extends EverestError {
  constructor(path: string) {
    super('CFG_SECURITY_PATHS', `${path} is set for root certificates and for leaf certificates`, {
      details: { path },
    });
  }
}

/** Relative paths start at the certificate folder below `etc`. Throws `StorePathsOverlap`. */
export function storePaths(config: Config, etc: string): StorePaths {
  const at = (path: string): string => resolve(join(etc, 'certs'), path);
  const roots = {
    V2G: at(config.v2g_ca_bundle),
    MO: at(config.mo_ca_bundle),
    CSMS: at(config.csms_ca_bundle),
    MF: at(config.mf_ca_bundle),
  };
  const leaves = {
    CSMS: { certificates: at(config.csms_leaf_cert_directory), keys: at(config.csms_leaf_key_directory) },
    V2G: { certificates: at(config.secc_leaf_cert_directory), keys: at(config.secc_leaf_key_directory) },
  };
  const folders = Object.values(leaves).flatMap(({ certificates, keys }) => [certificates, keys]);
  const shared = Object.values(roots).find((root) => folders.includes(root));
  if (shared !== undefined) throw new StorePathsOverlap(shared);
  return { roots, leaves };
}
