import type { EnergyFlowRequest } from '#generated/types/energy';

/** Whether any node of the tree asks for a run at once. */
export function isUrgent(node: EnergyFlowRequest): boolean {
  return node.priority_request === true || node.children.some(isUrgent);
}
