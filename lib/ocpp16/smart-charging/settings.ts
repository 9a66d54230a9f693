import type { ChargingRateUnit } from '../messages/index.js';
import type { CompositeDefaults } from './composite-schedule.js';

/** The configuration keys of smart charging. Every read gives the present value. */
export interface SmartChargingSettings {
  /** Whether the feature profile is offered at all. */
  readonly isOffered: boolean;
  readonly numberOfConnectors: number;
  /** `SupportedChargingProfilePurposeTypes` */
  readonly supportedPurposes: readonly string[];
  readonly maxStackLevel: number;
  /** In the order of the key; the first is used when a request names none. */
  readonly allowedUnits: readonly ChargingRateUnit[];
  readonly maxPeriods: number;
  readonly maxInstalled: number;
  /** `AllowChargingProfileWithoutStartSchedule` */
  readonly allowsMissingStart: boolean;
  /** `IgnoredProfilePurposesOffline` */
  readonly ignoredOffline: readonly string[];
  /** Seconds. */
  readonly maxCompositeDurationS: number;
  /** Milliseconds a remote start waits for its car; 0 waits without end. */
  readonly connectionTimeoutMs: number;
  readonly defaults: CompositeDefaults;
}
