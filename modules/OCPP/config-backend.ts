import { EverestError, type Logger, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';

type Config = ModuleContext<OCPP>['config']['module'];

/** `ConfigBackend` names something that cannot be used. */
export class ConfigBackendInvalid extends EverestError {
  constructor(message: string) {
    super('CFG_OCPP_BACKEND', message);
  }
}

/** The configuration is always kept in JSON files; says what that means for the configured backend, or refuses it. */
export function chooseJsonFiles({ ConfigBackend, EnableDeviceModelFallbackToLegacyJson }: Config, log: Logger): void {
  switch (ConfigBackend) {
    case 'legacy':
      if (EnableDeviceModelFallbackToLegacyJson) {
        log.warn('EnableDeviceModelFallbackToLegacyJson means nothing with the backend legacy');
      }
      return;
    case 'device_model_with_migration':
      log.warn('there is no device model, the configuration stays in its JSON files');
      return;
    case 'device_model':
      if (!EnableDeviceModelFallbackToLegacyJson) {
        throw new ConfigBackendInvalid(
          'ConfigBackend: "device_model" is not available, use "legacy" or set EnableDeviceModelFallbackToLegacyJson',
        );
      }
      log.warn('there is no device model, the configuration is read from the JSON files');
      return;
    default:
      throw new ConfigBackendInvalid(
        `ConfigBackend: no backend "${ConfigBackend}" (legacy, device_model or device_model_with_migration)`,
      );
  }
}
