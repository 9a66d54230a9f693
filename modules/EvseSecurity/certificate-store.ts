import { stat } from 'node:fs/promises';
import type { Clock, Logger, Random } from 'everest-ts';
import type { CaCertificateType, LeafCertificateType } from '#generated/types/evse_security';
import { isAmong } from '../../lib/pki/index.js';
import type { StoredCertificate } from './certificate.js';
import { certificatesOf, readCertificateFiles, type CertificateFile } from './certificate-files.js';
import { FileNames } from './file-names.js';
import { isStoreFull } from './limits.js';
import { PendingKeys } from './pending-keys.js';
import { findPrivateKey } from './private-keys.js';
import type { KeptLeafType, StorePaths } from './store-paths.js';

export interface StoreOptions {
  readonly paths: StorePaths;
  /** Of encrypted private keys; empty if none is encrypted. */
  readonly password: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: Random;
}

/** A leaf certificate that can be used: its time is right and its key is there. */
export interface UsableLeaf {
  readonly certificate: StoredCertificate;
  /** Path of its private key. */
  readonly key: string;
  /** Files that hold it. */
  readonly files: readonly CertificateFile[];
}

export type LeafSearch =
  | { readonly status: 'Accepted'; readonly leaves: readonly [UsableLeaf, ...UsableLeaf[]] }
  | { readonly status: 'NotFound' | 'NotFoundValid' | 'PrivateKeyNotFound' };

/** Which times of a leaf are right: it is valid now, or now and also when that is still to come. */
export type LeafTimes = 'now' | 'now or later';

/** Reads the store anew for each question, as it may be changed from outside. */
export class CertificateStore {
  readonly options: StoreOptions;
  readonly names: FileNames;
  readonly pendingKeys: PendingKeys;

  constructor(options: StoreOptions) {
    this.options = options;
    this.names = new FileNames(options.clock, options.random);
    this.pendingKeys = new PendingKeys(options.clock);
  }

  get nowMs(): number {
    return this.options.clock.now();
  }

  get log(): Logger {
    return this.options.log;
  }

  isFull(): Promise<boolean> {
    return isStoreFull(this.options.paths);
  }

  rootFiles(type: CaCertificateType): Promise<CertificateFile[]> {
    return readCertificateFiles(this.options.paths.roots[type], this.log);
  }

  async rootCertificates(type: CaCertificateType): Promise<StoredCertificate[]> {
    return certificatesOf(await this.rootFiles(type));
  }

  leafFiles(type: KeptLeafType): Promise<CertificateFile[]> {
    return readCertificateFiles(this.options.paths.leaves[type].certificates, this.log);
  }

  /** Whether the roots of a type are kept in one file, and not in a folder. */
  async isFileStore(type: CaCertificateType): Promise<boolean> {
    const found = await stat(this.options.paths.roots[type]).catch(() => undefined);
    return found === undefined || found.isFile();
  }

  privateKeyOf(certificate: StoredCertificate, type: KeptLeafType): Promise<string | undefined> {
    return findPrivateKey(certificate, this.options.paths.leaves[type].keys, this.options.password);
  }

  /** The leaf certificates that can be used, the one that is valid longest first. */
  async usableLeaves(type: KeptLeafType, times: LeafTimes = 'now'): Promise<LeafSearch> {
    const files = await this.leafFiles(type);
    if (files.length === 0) return { status: 'NotFound' };
    const valid = newestFirst(files).filter((certificate) =>
      times === 'now' ? certificate.isValidAt(this.nowMs) : !certificate.isExpiredAt(this.nowMs),
    );
    if (valid.length === 0) return { status: 'NotFoundValid' };
    const usable: UsableLeaf[] = [];
    for (const certificate of valid) {
      const key = await this.privateKeyOf(certificate, type);
      if (key !== undefined) usable.push({ certificate, key, files: filesWith(certificate, files) });
    }
    const [first, ...others] = usable;
    return first === undefined ? { status: 'PrivateKeyNotFound' } : { status: 'Accepted', leaves: [first, ...others] };
  }
}

export function isKept(type: LeafCertificateType): type is KeptLeafType {
  return type === 'CSMS' || type === 'V2G';
}

/** The certificates of the chain where there is one, else the leaf alone. */
export function chainOf({ files }: UsableLeaf): readonly StoredCertificate[] {
  const chain = files.find(({ certificates }) => certificates.length > 1) ?? files[0];
  return chain?.certificates ?? [];
}

/** The first certificate of each file, each only once. */
function newestFirst(files: readonly CertificateFile[]): StoredCertificate[] {
  const leaves: StoredCertificate[] = [];
  for (const { certificates } of files) {
    if (!isAmong(certificates[0], leaves)) leaves.push(certificates[0]);
  }
  return leaves.sort((left, right) => right.notAfterMs - left.notAfterMs);
}

function filesWith(leaf: StoredCertificate, files: readonly CertificateFile[]): CertificateFile[] {
  return files.filter(({ certificates }) => isAmong(leaf, certificates));
}
