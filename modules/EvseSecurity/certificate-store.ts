import { stat } from 'node:fs/promises';
import type { Clock, Logger } from 'everest-ts';
import type { CaCertificateType, LeafCertificateType } from '#generated/types/evse_security';
import type { Certificate } from './certificate.js';
import { certificatesOf, readCertificateFiles, type CertificateFile } from './certificate-files.js';
import { findPrivateKey } from './private-keys.js';
import type { KeptLeafType, StorePaths } from './store-paths.js';

export interface StoreOptions {
  readonly paths: StorePaths;
  /** Of encrypted private keys; empty if none is encrypted. */
  readonly password: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A leaf certificate that can be used: it is valid and its key is there. */
export interface UsableLeaf {
  readonly certificate: Certificate;
  /** Path of its private key. */
  readonly key: string;
  /** Files that hold it. */
  readonly files: readonly CertificateFile[];
}

export type LeafSearch =
  | { readonly status: 'Accepted'; readonly leaves: readonly [UsableLeaf, ...UsableLeaf[]] }
  | { readonly status: 'NotFound' | 'NotFoundValid' | 'PrivateKeyNotFound' };

/** Reads the store anew for each question, as it may be changed from outside. */
export class CertificateStore {
  readonly options: StoreOptions;

  constructor(options: StoreOptions) {
    this.options = options;
  }

  get nowMs(): number {
    return this.options.clock.now();
  }

  rootFiles(type: CaCertificateType): Promise<CertificateFile[]> {
    return readCertificateFiles(this.options.paths.roots[type], this.options.log);
  }

  async rootCertificates(type: CaCertificateType): Promise<Certificate[]> {
    return certificatesOf(await this.rootFiles(type));
  }

  /** Whether the roots of a type are kept in one file, and not in a folder. */
  async isFileStore(type: CaCertificateType): Promise<boolean> {
    const found = await stat(this.options.paths.roots[type]).catch(() => undefined);
    return found === undefined || found.isFile();
  }

  /** The leaf certificates that can be used, the one that is valid longest first. */
  async usableLeaves(type: KeptLeafType): Promise<LeafSearch> {
    const { log, password, paths } = this.options;
    const { certificates: folder, keys } = paths.leaves[type];
    const files = await readCertificateFiles(folder, log);
    if (files.length === 0) return { status: 'NotFound' };
    const valid = newestFirst(files).filter((certificate) => certificate.isValidAt(this.nowMs));
    if (valid.length === 0) return { status: 'NotFoundValid' };
    const usable: UsableLeaf[] = [];
    for (const certificate of valid) {
      const key = await findPrivateKey(certificate, keys, password);
      if (key !== undefined) usable.push({ certificate, key, files: filesWith(certificate, files) });
    }
    const [first, ...others] = usable;
    return first === undefined ? { status: 'PrivateKeyNotFound' } : { status: 'Accepted', leaves: [first, ...others] };
  }
}

export function isKept(type: LeafCertificateType): type is KeptLeafType {
  return type === 'CSMS' || type === 'V2G';
}

/** The first certificate of each file, each only once. */
function newestFirst(files: readonly CertificateFile[]): Certificate[] {
  const leaves: Certificate[] = [];
  for (const { certificates } of files) {
    if (!leaves.some((leaf) => leaf.equals(certificates[0]))) leaves.push(certificates[0]);
  }
  return leaves.sort((left, right) => right.notAfterMs - left.notAfterMs);
}

function filesWith(leaf: Certificate, files: readonly CertificateFile[]): CertificateFile[] {
  return files.filter(({ certificates }) => certificates.some((certificate) => certificate.equals(leaf)));
}
