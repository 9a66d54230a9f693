import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import { loadConfiguration } from '../../../../../lib/ocpp16/configuration/index.js';
import type { Configuration, LoadOptions } from '../../../../../lib/ocpp16/configuration/index.js';

type Section = Record<string, unknown>;

/** The least a charge point needs. */
export function minimalConfig(): Record<'Internal' | 'Core' | 'Security', Section> & Record<string, Section> {
  return {
    Internal: {
      ChargePointId: 'cp1',
      CentralSystemURI: 'localhost:9000',
      ChargeBoxSerialNumber: 'cp1',
      ChargePointModel: 'Model',
      ChargePointVendor: 'Vendor',
      FirmwareVersion: '1.0',
    },
    Core: {
      AuthorizeRemoteTxRequests: false,
      ClockAlignedDataInterval: 900,
      ConnectionTimeOut: 30,
      ConnectorPhaseRotation: '0.RST,1.RST',
      GetConfigurationMaxKeys: 100,
      HeartbeatInterval: 86400,
      LocalAuthorizeOffline: false,
      LocalPreAuthorize: false,
      MeterValuesAlignedData: 'Energy.Active.Import.Register',
      MeterValuesSampledData: 'Energy.Active.Import.Register,SoC',
      MeterValueSampleInterval: 60,
      NumberOfConnectors: 1,
      ResetRetries: 1,
      StopTransactionOnInvalidId: true,
      StopTxnAlignedData: '',
      StopTxnSampledData: '',
      SupportedFeatureProfiles: 'Core,RemoteTrigger,LocalAuthListManagement',
      TransactionMessageAttempts: 1,
      TransactionMessageRetryInterval: 10,
      UnlockConnectorOnEVSideDisconnect: true,
    },
    Security: { SecurityProfile: 1, AuthorizationKey: 'AABBCCDDEEFFGGHH' },
  };
}

/** Files of one configuration in a folder of their own. */
export class ConfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'ocpp16-config-'));
  readonly main = join(this.path, 'config.json');
  readonly user = join(this.path, 'user', 'user_config.json');
  readonly schemas = join(this.path, 'profile_schemas');

  writeMain(content: unknown): void {
    writeFileSync(this.main, typeof content === 'string' ? content : JSON.stringify(content));
  }

  writeUser(content: unknown): void {
    mkdirSync(join(this.path, 'user'), { recursive: true });
    writeFileSync(this.user, typeof content === 'string' ? content : JSON.stringify(content));
  }

  writeSchema(name: string, content: unknown): void {
    mkdirSync(this.schemas, { recursive: true });
    writeFileSync(join(this.schemas, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  readUser(): unknown {
    return JSON.parse(readFileSync(this.user, 'utf8'));
  }

  load(options: Partial<LoadOptions> = {}): Promise<Configuration> {
    const clock = new ManualClock();
    return loadConfiguration({
      configPath: this.main,
      userConfigPath: this.user,
      log: silentLogger,
      clock,
      ...options,
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

type Sections = Readonly<Record<string, Section>>;

/** The minimal configuration with these keys added or, with `undefined`, taken away. */
export async function configured(
  folder: ConfigFolder,
  sections: Sections = {},
  options: Partial<LoadOptions> = {},
): Promise<Configuration> {
  const config = minimalConfig();
  for (const [name, keys] of Object.entries(sections)) config[name] = { ...config[name], ...keys };
  folder.writeMain(config);
  return folder.load(options);
}
