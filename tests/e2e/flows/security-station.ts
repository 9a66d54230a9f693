import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { centralSystemFiles } from '../../../cli/certs/central-system-files.js';
import { makePki } from '../../../cli/certs/make-pki.js';
import { root, temporaryFolder } from '../../support/manager-process.js';
import type { StationOptions } from '../../support/station.js';

export const password = 'DEADBEEFDEADBEEF';

/** The password of private keys in the delivered configuration. */
const keyPassword = '123456';

interface Configuration {
  active_modules: Record<string, { config_module?: Record<string, unknown> }>;
}

/** Certificates of a station and its central system, and how both are set up with them. */
export class SecureSetting {
  readonly folder: string;
  readonly #remove: () => void;

  private constructor() {
    const { path, remove } = temporaryFolder();
    this.folder = path;
    this.#remove = remove;
  }

  static async create(): Promise<SecureSetting> {
    const setting = new SecureSetting();
    await makePki({
      folder: setting.folder,
      hosts: ['localhost', '127.0.0.1'],
      chargePointId: 'cp001',
      organization: 'Operator',
      validDays: 365,
      keyPassword,
      nowMs: new Date().getTime(),
    });
    return setting;
  }

  /** A station and a central system that meet under a security profile. */
  options(profile: number): StationOptions {
    const Security = { SecurityProfile: profile, AuthorizationKey: password, CpoName: 'Operator' };
    return {
      ocpp: {
        Security,
        Core: { MeterValueSampleInterval: 0 },
        Internal: { RetryBackoffRandomRange: 0, RetryBackoffWaitMinimum: 1 },
      },
      config: this.#configuration(),
      csms: {
        passwords: { cp001: password },
        ...(profile === 0 && { passwords: {} }),
        ...(profile >= 2 && centralSystemFiles(this.at('csms'), profile === 3)),
      },
    };
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  remove(): void {
    this.#remove();
  }

  /** The delivered station with the certificate store in this folder. */
  #configuration(): string {
    const document = parse(readFileSync(join(root, 'config/config-sil-ocpp.yaml'), 'utf8')) as Configuration;
    const security = document.active_modules['evse_security'];
    if (security === undefined) throw new Error('the delivered configuration has no certificate store');
    security.config_module = {
      private_key_password: keyPassword,
      csms_ca_bundle: this.at('station/ca/csms/CSMS_ROOT_CA.pem'),
      mf_ca_bundle: this.at('station/ca/mf/MF_ROOT_CA.pem'),
      mo_ca_bundle: this.at('station/ca/mo/MO_ROOT_CA.pem'),
      v2g_ca_bundle: this.at('station/ca/v2g/V2G_ROOT_CA.pem'),
      csms_leaf_cert_directory: this.at('station/client/csms'),
      csms_leaf_key_directory: this.at('station/client/csms'),
      secc_leaf_cert_directory: this.at('station/client/cso'),
      secc_leaf_key_directory: this.at('station/client/cso'),
    };
    const file = this.at('config.yaml');
    writeFileSync(file, stringify(document));
    return file;
  }
}
