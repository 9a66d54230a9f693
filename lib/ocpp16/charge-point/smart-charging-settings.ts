import type { Configuration } from '../configuration/index.js';
import { smartChargingKeys } from '../configuration/keys/smart-charging.js';
import type { ChargingRateUnit } from '../messages/index.js';
import type { CompositeDefaults } from '../smart-charging/composite-schedule.js';
import type { SmartChargingSettings } from '../smart-charging/settings.js';

const unitsByName: Readonly<Record<string, ChargingRateUnit>> = { Current: 'A', Power: 'W' };

/** The present values of the keys of smart charging. Without its section, the defaults of the keys hold. */
export function smartChargingSettings(configuration: Configuration): SmartChargingSettings {
  const { ChargingScheduleAllowedChargingRateUnit, ChargingScheduleMaxPeriods, MaxChargingProfilesInstalled } =
    smartChargingKeys;
  return {
    get isOffered() {
      return configuration.profiles.has('SmartCharging');
    },
    get numberOfConnectors() {
      return configuration.get('NumberOfConnectors');
    },
    get supportedPurposes() {
      return configuration.get('SupportedChargingProfilePurposeTypes');
    },
    get maxStackLevel() {
      return configuration.get('ChargeProfileMaxStackLevel') ?? 0;
    },
    get allowedUnits() {
      const names =
        configuration.get('ChargingScheduleAllowedChargingRateUnit') ?? ChargingScheduleAllowedChargingRateUnit.default;
      return names.split(',').flatMap((name) => unitsByName[name] ?? []);
    },
    get maxPeriods() {
      return configuration.get('ChargingScheduleMaxPeriods') ?? ChargingScheduleMaxPeriods.default;
    },
    get maxInstalled() {
      return configuration.get('MaxChargingProfilesInstalled') ?? MaxChargingProfilesInstalled.default;
    },
    get allowsMissingStart() {
      return configuration.get('AllowChargingProfileWithoutStartSchedule') === true;
    },
    get ignoredOffline() {
      return configuration.list('IgnoredProfilePurposesOffline');
    },
    get maxCompositeDurationS() {
      return configuration.get('MaxCompositeScheduleDuration');
    },
    get connectionTimeoutMs() {
      return configuration.get('ConnectionTimeOut') * 1000;
    },
    get defaults() {
      return compositeDefaults(configuration);
    },
  };
}

/** These keys are numbers, of which the whole part counts. */
function compositeDefaults(configuration: Configuration): CompositeDefaults {
  return {
    limitA: Math.trunc(configuration.get('CompositeScheduleDefaultLimitAmps')),
    limitW: Math.trunc(configuration.get('CompositeScheduleDefaultLimitWatts')),
    numberPhases: Math.trunc(configuration.get('CompositeScheduleDefaultNumberPhases')),
    voltageV: Math.trunc(configuration.get('SupplyVoltage')),
  };
}
