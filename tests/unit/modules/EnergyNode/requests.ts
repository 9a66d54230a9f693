import type { EnergyFlowRequest, LimitsReq, ScheduleReqEntry } from '#generated/types/energy';

export function childRequest(uuid: string, changes: Partial<EnergyFlowRequest> = {}): EnergyFlowRequest {
  return {
    uuid,
    node_type: 'Evse',
    evse_state: 'Charging',
    priority_request: false,
    children: [],
    schedule_import: [],
    schedule_export: [],
    schedule_setpoints: [],
    ...changes,
  };
}

export function scheduled(root: LimitsReq, leaves: LimitsReq = {}): ScheduleReqEntry {
  return { timestamp: '2026-01-01T00:00:05.000Z', limits_to_root: root, limits_to_leaves: leaves };
}

export function from(source: string, value: number): { value: number; source: string } {
  return { value, source };
}
