import { errorText, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { PlugAndChargeConfiguration } from '#generated/types/evse_manager';
import type { ChangedKey, Configuration } from '../../lib/ocpp16/index.js';
import type { Evses } from './evses.js';

type Parts = Pick<ModuleContext<OCPP>, 'log' | 'requires'> & {
  readonly configuration: Configuration;
  readonly evses: Evses;
};

/** Configuration keys that other modules need to know, at start and after each change. */
export class KeyForwarding {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Keys that the configuration does not have are skipped. */
  async forwardAll(): Promise<void> {
    const { configuration } = this.#parts;
    await this.#connectionTimeout(configuration.get('ConnectionTimeOut'));
    const isPncEnabled = configuration.get('ISO15118PnCEnabled');
    if (isPncEnabled !== undefined) await this.#plugAndCharge({ pnc_enabled: isPncEnabled });
    const isCentral = configuration.get('CentralContractValidationAllowed');
    if (isCentral !== undefined) await this.#plugAndCharge({ central_contract_validation_allowed: isCentral });
  }

  async changed({ key, value }: ChangedKey): Promise<void> {
    switch (key) {
      case 'ConnectionTimeOut':
        return this.#connectionTimeout(Number(value));
      case 'ISO15118PnCEnabled':
        return this.#plugAndCharge({ pnc_enabled: isTrue(value) });
      case 'CentralContractValidationAllowed':
        return this.#plugAndCharge({ central_contract_validation_allowed: isTrue(value) });
      default:
    }
  }

  async #connectionTimeout(seconds: number): Promise<void> {
    await this.#attempt('ConnectionTimeOut', () =>
      this.#parts.requires.auth.call.set_connection_timeout({ connection_timeout: seconds }),
    );
  }

  async #plugAndCharge(configuration: PlugAndChargeConfiguration): Promise<void> {
    for (const { call } of this.#parts.evses.all) {
      await this.#attempt('plug and charge', () =>
        call.set_plug_and_charge_configuration({ plug_and_charge_configuration: configuration }),
      );
    }
  }

  /** The others keep what they had when a value does not suit them. */
  async #attempt(key: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.log.warn({ key, reason: errorText(error) }, 'configuration key was not taken over');
    }
  }
}

/** The value is as the central system wrote it, and any case is accepted. */
function isTrue(value: string): boolean {
  return value.toLowerCase() === 'true';
}
