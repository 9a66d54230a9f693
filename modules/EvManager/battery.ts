/** How the battery is charged: not at all, with the commanded current on one or three phases, or with direct current. */
export type Charging =
  | { readonly type: 'none' }
  | { readonly type: 'ac'; readonly currentA: number; readonly phases: 1 | 3 }
  | { readonly type: 'dc' };

export interface Battery {
  readonly capacityWh: number;
  readonly chargeWh: number;
  readonly charging: Charging;
}

export interface ChargingTargets {
  readonly acNominalVoltageV: number;
  readonly dcTargetCurrentA: number;
  readonly dcTargetVoltageV: number;
}

const MS_PER_HOUR = 3_600_000;

export function batteryAt(capacityWh: number, socPercent: number): Battery {
  return { capacityWh, chargeWh: (capacityWh * socPercent) / 100, charging: { type: 'none' } };
}

/** The battery after `dtMs` of charging; never below empty nor above full. */
export function charge(battery: Battery, dtMs: number, targets: ChargingTargets): Battery {
  const addedWh = (chargingPower(battery.charging, targets) * dtMs) / MS_PER_HOUR;
  const chargeWh = Math.min(Math.max(battery.chargeWh + addedWh, 0), battery.capacityWh);
  return { ...battery, chargeWh };
}

/** In percent, 0 to 100. */
export function stateOfCharge({ chargeWh, capacityWh }: Battery): number {
  return capacityWh > 0 ? (chargeWh / capacityWh) * 100 : 0;
}

function chargingPower(charging: Charging, targets: ChargingTargets): number {
  switch (charging.type) {
    case 'none':
      return 0;
    case 'ac':
      return charging.currentA * targets.acNominalVoltageV * charging.phases;
    case 'dc':
      return targets.dcTargetCurrentA * targets.dcTargetVoltageV;
  }
}
