import { ChargePointNotStarted, type ChargePoint, type Configuration, type Response } from '../../lib/ocpp16/index.js';
import type { GetConfigurationResponse, KeyValue } from '#generated/types/ocpp';

type ChangeStatus = Response<'ChangeConfiguration'>['status'];

/** Configuration keys as text, for other modules. */
export class ConfigurationKeys {
  readonly #chargePoint: ChargePoint;
  readonly #configuration: Configuration;

  constructor(chargePoint: ChargePoint, configuration: Configuration) {
    this.#chargePoint = chargePoint;
    this.#configuration = configuration;
  }

  /** No keys asks for all of them. */
  read(keys: readonly string[]): GetConfigurationResponse {
    const { configurationKey = [], unknownKey = [] } = this.#configuration.getConfiguration(keys);
    return { configuration_keys: configurationKey.map(keyValue), unknown_keys: [...unknownKey] };
  }

  /** `undefined` for a key that is unknown, or must not be read. */
  value(key: string): KeyValue | undefined {
    return this.read([key]).configuration_keys.find(({ value }) => value !== undefined);
  }

  /** A charge point that is not running takes no changes. */
  async change(key: string, value: string): Promise<ChangeStatus> {
    try {
      return await this.#chargePoint.setConfigurationKey(key, value);
    } catch (error) {
      if (!(error instanceof ChargePointNotStarted)) throw error;
      return 'Rejected';
    }
  }
}

function keyValue({
  key,
  readonly: isReadOnly,
  value,
}: {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string | undefined;
}): KeyValue {
  return { key, read_only: isReadOnly, ...(value !== undefined && { value }) };
}
