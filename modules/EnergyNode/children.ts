import type { EnergyFlowRequest } from '#generated/types/energy';

/** The children with the latest request of one of them, in order of their first arrival. */
export function withChild(children: readonly EnergyFlowRequest[], request: EnergyFlowRequest): EnergyFlowRequest[] {
  const known = children.some(({ uuid }) => uuid === request.uuid);
  if (!known) return [...children, request];
  return children.map((child) => (child.uuid === request.uuid ? request : child));
}
