import type { Configuration } from '../configuration/index.js';

/** Stores the public key of a connector's signing meter; false when there is no such connector or the stored list is too short. */
export function storeMeterPublicKey(configuration: Configuration, connectorId: number, key: string): boolean {
  const count = configuration.get('NumberOfConnectors');
  if (connectorId < 1 || connectorId > count) return false;
  const stored = configuration.get('MeterPublicKeys') ?? Array.from({ length: count }, () => '');
  if (stored.length < connectorId) return false;
  return configuration.set(
    'MeterPublicKeys',
    stored.map((old, index) => (index === connectorId - 1 ? key : old)),
  );
}
