import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import type {
  CaCertificateType,
  CertificateHashData,
  CertificateType,
  GetCertificateSignRequestResult,
  LeafCertificateType,
} from '#generated/types/evse_security';
import evseSecurity from '../../../../../modules/EvseSecurity/index.js';

/** A certificate store in a folder of its own, on 2026-01-01. */
export class StoreKit {
  readonly etc = mkdtempSync(join(tmpdir(), 'certs-'));
  #kit: ModuleKit<EvseSecurity> | undefined;

  async start(config: Partial<EvseSecurity['config']['module']> = {}): Promise<void> {
    this.#kit = await startModule<EvseSecurity>('EvseSecurity', evseSecurity, {
      etcDir: this.etc,
      config: { module: config },
    });
  }

  async close(): Promise<void> {
    await this.#kit?.close();
    rmSync(this.etc, { recursive: true });
  }

  get kit(): ModuleKit<EvseSecurity> {
    if (this.#kit === undefined) throw new Error('the module has not been started');
    return this.#kit;
  }

  at(path: string): string {
    return join(this.etc, 'certs', path);
  }

  put(path: string, ...texts: readonly string[]): string {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), texts.join(''));
    return this.at(path);
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  list(path: string): string[] {
    return existsSync(this.at(path)) ? readdirSync(this.at(path)).sort() : [];
  }

  install(certificate: string, certificate_type: CaCertificateType = 'V2G'): Promise<unknown> {
    return this.kit.call('main', 'install_ca_certificate', { certificate, certificate_type });
  }

  update(certificate_chain: string, certificate_type: LeafCertificateType = 'CSMS'): Promise<unknown> {
    return this.kit.call('main', 'update_leaf_certificate', { certificate_chain, certificate_type });
  }

  verify(certificate_chain: string, ...certificate_types: LeafCertificateType[]): Promise<unknown> {
    return this.kit.call('main', 'verify_certificate', { certificate_chain, certificate_types });
  }

  delete(certificate_hash_data: CertificateHashData): Promise<unknown> {
    return this.kit.call('main', 'delete_certificate', { certificate_hash_data });
  }

  async request(use_tpm = false): Promise<GetCertificateSignRequestResult> {
    return this.kit.call('main', 'generate_certificate_signing_request', {
      certificate_type: 'CSMS',
      country: 'DE',
      organization: 'Operator',
      common: 'cp001',
      use_tpm,
    });
  }

  async installed(...certificate_types: CertificateType[]): Promise<CertificateHashData[][]> {
    const { certificate_hash_data_chain: chains } = await this.kit.call('main', 'get_installed_certificates', {
      certificate_types,
    });
    return chains.map((chain) => [chain.certificate_hash_data, ...(chain.child_certificate_hash_data ?? [])]);
  }

  /** The only hash with this serial number. */
  async hashOf(serial: string, ...types: CertificateType[]): Promise<CertificateHashData> {
    const found = (await this.installed(...types)).flat().find(({ serial_number: each }) => each === serial);
    if (found === undefined) throw new Error(`no certificate ${serial}`);
    return found;
  }
}
