import type { ChargingProfile, Request, Response } from '../../../../../../lib/ocpp16/messages/index.js';
import { Kit, type KitOptions } from '../../charge-point/support/kit.js';

/** A booted station with smart charging; keys are added to those it needs. */
export function bootedKit(options: KitOptions = {}, start: Parameters<typeof Kit.booted>[1] = {}): Promise<Kit> {
  return Kit.booted(withSmartCharging(options), start);
}

export function withSmartCharging({ keys = {}, ...rest }: KitOptions): KitOptions {
  return {
    ...rest,
    keys: {
      ...keys,
      Core: { SupportedFeatureProfiles: 'Core,SmartCharging', ...keys.Core },
      SmartCharging: { ChargeProfileMaxStackLevel: 10, ...keys.SmartCharging },
    },
  };
}

/** The status of SetChargingProfile. */
export async function set(kit: Kit, connectorId: number, csChargingProfiles: ChargingProfile): Promise<string> {
  return statusOf(await kit.csms.call('SetChargingProfile', { connectorId, csChargingProfiles }));
}

export async function clear(kit: Kit, criteria: Request<'ClearChargingProfile'>): Promise<string> {
  return statusOf(await kit.csms.call('ClearChargingProfile', criteria));
}

export async function composite(
  kit: Kit,
  request: Request<'GetCompositeSchedule'>,
): Promise<Response<'GetCompositeSchedule'>> {
  return (await kit.csms.call('GetCompositeSchedule', request)) as Response<'GetCompositeSchedule'>;
}

/** The limits of connector 0, 1, 2, now. */
export async function limits(kit: Kit): Promise<(number | undefined)[]> {
  const schedules = await Promise.all([0, 1, 2].map((connectorId) => composite(kit, { connectorId, duration: 0 })));
  return schedules.map(({ chargingSchedule }) => chargingSchedule?.chargingSchedulePeriod[0]?.limit);
}

/** What the application would get. */
export function offered(kit: Kit): (number | undefined)[] {
  return kit.station.compositeSchedules(600, 'A').map(({ periods }) => periods[0]?.limit);
}

function statusOf(answer: unknown): string {
  const { error, status } = answer as { status?: string; error?: string };
  return status ?? `error ${error}`;
}
