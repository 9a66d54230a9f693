import type { LogLevel } from '../../lib/log/logger.js';
import type { BrokerFlags } from '../../manager/config/broker-settings.js';

/** What `everest module` is given. */
export interface ModuleOptions extends BrokerFlags {
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly host?: string;
  readonly port?: number;
  readonly mqtt_everest_prefix: string;
  readonly mqtt_external_prefix: string;
  readonly timeScale: number;
  readonly logLevel: LogLevel;
}
