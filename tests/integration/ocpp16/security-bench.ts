import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { centralSystemFiles } from '../../../cli/certs/central-system-files.js';
import { makePki, type PkiOptions } from '../../../cli/certs/make-pki.js';
import type { CentralSystem, CentralSystemOptions } from '../../../csms/index.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import {
  ChargePoint,
  loadConfiguration,
  type ChargePointOptions,
  type TlsCredentials,
} from '../../../lib/ocpp16/index.js';
import { LogBook } from '../../support/log-book.js';
import { coreKeys, internalKeys, type Keys } from '../../support/ocpp16-keys.js';
import { strictCentralSystem } from '../../support/central-system.js';

export const password = 'DEADBEEFDEADBEEF';
const clock = new RealClock();

/** Central systems, stations and certificates of one test, with one folder for all files. */
export class SecurityBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'security-'));
  readonly log = new LogBook();
  /** Security events that the station has raised. */
  readonly events: string[] = [];
  /** What the central system has to say of its charge points. */
  readonly printed: string[] = [];
  readonly #closers: (() => Promise<unknown>)[] = [];
  #eventListeners: (() => void)[] = [];

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A complete set of certificates; returns its folder. */
  async pki(name: string, options: Partial<PkiOptions> = {}): Promise<string> {
    const folder = join(this.folder, name);
    await makePki({
      folder,
      hosts: ['localhost'],
      chargePointId: 'cp001',
      organization: 'Operator',
      validDays: 365,
      keyPassword: '',
      nowMs: clock.now(),
      ...options,
    });
    return folder;
  }

  async csms(options: Partial<CentralSystemOptions> = {}): Promise<CentralSystem> {
    const csms = await strictCentralSystem({
      clock,
      log: silentLogger,
      port: 0,
      print: (line) => this.printed.push(line),
      ...options,
    });
    this.#closers.push(() => csms.close());
    return csms;
  }

  /** A central system for profile 2 or 3 with the files of `everest certs make`. */
  secureCsms(pki: string, profile: 2 | 3, options: Partial<CentralSystemOptions> = {}): Promise<CentralSystem> {
    return this.csms({
      passwords: { cp001: password },
      ...centralSystemFiles(join(pki, 'csms'), profile === 3),
      ...options,
    });
  }

  /** Trust and client certificate of the station, as far as they are wanted. */
  credentials(pki: string, hasClient = true): TlsCredentials {
    const read = (path: string): string => readFileSync(join(pki, 'station', path), 'utf8');
    return {
      ca: [read('ca/csms/CSMS_ROOT_CA.pem')],
      ...(hasClient && {
        clientCertificate: {
          chain: read('client/csms/CPO_CERT_CSMS_LEAF_CHAIN.pem'),
          key: read('client/csms/CSMS_LEAF.key'),
        },
      }),
    };
  }

  async station(
    port: number,
    profile: number,
    credentials: TlsCredentials = {},
    internal: Keys = {},
    options: Partial<ChargePointOptions> = {},
  ): Promise<ChargePoint> {
    const configPath = join(this.folder, 'config.json');
    writeFileSync(configPath, JSON.stringify(document(port, profile, internal)));
    const configuration = await loadConfiguration({
      configPath,
      userConfigPath: join(this.folder, 'user.json'),
      log: silentLogger,
      clock,
      certificates: {
        isCsmsRootInstalled: () => Promise.resolve(credentials.ca !== undefined),
        hasCsmsClientCertificate: () => Promise.resolve(credentials.clientCertificate !== undefined),
      },
    });
    const station = new ChargePoint({
      configuration,
      database: ':memory:',
      clock,
      random: Math.random,
      log: this.log.logger,
      callbacks: {
        pauseCharging: () => undefined,
        stopTransaction: () => undefined,
        provideToken: () => undefined,
        securityEvent: (type) => this.#raised(type),
      },
      tlsCredentials: () => credentials,
      ...options,
    });
    this.#closers.push(() => station.stop());
    await station.start();
    return station;
  }

  /** Waits until the station has raised an event. */
  async event(type: string): Promise<void> {
    while (!this.events.includes(type)) await new Promise<void>((resolve) => this.#eventListeners.push(resolve));
  }

  #raised(type: string): void {
    this.events.push(type);
    this.#eventListeners.splice(0).forEach((wake) => wake());
  }
}

function document(port: number, profile: number, internal: Keys): object {
  return {
    Internal: {
      ...internalKeys(`localhost:${port}/steve/websocket/CentralSystemService/`),
      RetryBackoffWaitMinimum: 0,
      RetryBackoffRandomRange: 0,
      ...internal,
    },
    Core: { ...coreKeys, NumberOfConnectors: 1, SupportedFeatureProfiles: 'Core,RemoteTrigger' },
    Security: { SecurityProfile: profile, AuthorizationKey: password, CpoName: 'Operator' },
  };
}
