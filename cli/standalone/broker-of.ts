import type { BrokerAddress } from '../../framework/wire/broker-connection.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { brokerIdentities, type TermsOf } from '../../manager/broker/broker-identities.js';
import { readBrokerSecurity, type BrokerFlags } from '../../manager/config/broker-settings.js';
import { isPort, NO_PORT } from '../../manager/config/port.js';

export interface BrokerPlace extends BrokerFlags {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** The broker of a command that reads no configuration: options first, then the environment. */
export function brokerOf(
  options: BrokerPlace,
  {
    env,
    everestPrefix,
    log,
  }: { env: Readonly<Record<string, string | undefined>>; everestPrefix: string; log: Logger },
): { readonly address: BrokerAddress; readonly termsOf: TermsOf } {
  const security = readBrokerSecurity(undefined, options, env);
  const usual = security?.tls === undefined ? 1883 : 8883;
  const host = options.host ?? given(env['MQTT_SERVER_ADDRESS']) ?? '127.0.0.1';
  const port = options.port ?? portOf(given(env['MQTT_SERVER_PORT'])) ?? usual;
  const termsOf = brokerIdentities({ security, prefix: process.cwd(), everestPrefix, env, log });
  return { address: { host, port }, termsOf };
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text) && isPort(Number(text))) return Number(text);
  throw new EverestError('CFG_OPTION', `MQTT_SERVER_PORT in the environment: "${text}" ${NO_PORT}`);
}
