import { isDeepStrictEqual } from 'node:util';
import type { EnergyFlowRequest, ExternalLimits } from '#generated/types/energy';
import type { Powermeter } from '#generated/types/powermeter';
import { withChild } from './children.js';
import { boundByFuse } from './external-schedule.js';
import { fuseSchedule, type Fuse } from './fuse.js';

export interface NodeOptions {
  readonly moduleId: string;
  readonly fuse: Fuse;
  /** Whether power limits from outside also limit the current. */
  readonly enhance: boolean;
  /** Wall clock, ms. */
  readonly nowMs: number;
}

type Schedules = Pick<EnergyFlowRequest, 'schedule_import' | 'schedule_export' | 'schedule_setpoints'>;

export type NodeEvent =
  | { readonly type: 'child'; readonly request: EnergyFlowRequest }
  | { readonly type: 'meter'; readonly reading: Powermeter }
  | { readonly type: 'externalLimits'; readonly limits: ExternalLimits }
  | { readonly type: 'published' };

/** What the node asks for before it has heard of anybody. */
export function initialRequest({ moduleId, fuse, nowMs }: NodeOptions): EnergyFlowRequest {
  return {
    uuid: moduleId,
    node_type: 'Generic',
    children: [],
    schedule_import: fuseSchedule(fuse, nowMs),
    schedule_export: fuseSchedule(fuse, nowMs),
    schedule_setpoints: [],
  };
}

/** What the node asks for after `event`. */
export function step(request: EnergyFlowRequest, event: NodeEvent, options: NodeOptions): EnergyFlowRequest {
  switch (event.type) {
    case 'child':
      return { ...request, children: withChild(request.children, event.request) };
    case 'meter':
      return { ...request, energy_usage_root: event.reading };
    case 'externalLimits':
      return limitedBy(schedules(event.limits, options), request);
    case 'published':
      return withoutPriority(request);
  }
}

/** Other limits than before are to be obeyed at once, so the first request that has them says so. */
function limitedBy(limits: Schedules, request: EnergyFlowRequest): EnergyFlowRequest {
  const { schedule_import, schedule_export, schedule_setpoints } = request;
  const isSame = isDeepStrictEqual(limits, { schedule_import, schedule_export, schedule_setpoints });
  return isSame ? request : { ...request, ...limits, priority_request: true };
}

function withoutPriority(request: EnergyFlowRequest): EnergyFlowRequest {
  const { priority_request: priority, ...others } = request;
  return priority === undefined ? request : others;
}

/** Everything from outside replaces what was there before; an empty schedule brings the fuse's own back. */
function schedules(
  { schedule_import, schedule_export, schedule_setpoints }: ExternalLimits,
  options: NodeOptions,
): Schedules {
  const { fuse, enhance, nowMs } = options;
  const own = fuseSchedule(fuse, nowMs);
  return {
    schedule_import: schedule_import.length > 0 ? boundByFuse(schedule_import, fuse, enhance) : own,
    schedule_export: schedule_export.length > 0 ? boundByFuse(schedule_export, fuse, enhance) : own,
    schedule_setpoints,
  };
}
