import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { Evse } from '../evse.js';
import { connectorResult, evseResult } from './states.js';

export interface FeasibilityQuestion {
  readonly evses: readonly Evse[];
  /** Kinds of outlets of the reservations that are bound to no EVSE, one entry each. */
  readonly types: readonly ConnectorTypeEnum[];
  /** EVSEs that are reserved themselves. */
  readonly reservedIds: ReadonlySet<number>;
}

/** Whether all reservations can be kept, in whatever order the cars arrive and whichever fitting EVSE each one takes. */
export function isFeasible({ evses, types, reservedIds }: FeasibilityQuestion): boolean {
  if (types.length + reservedIds.size > evses.length) return false;
  const places = evses.filter((evse) => evseResult(evse, reservedIds) === 'Accepted');
  const placesOf = (type: ConnectorTypeEnum): readonly number[] =>
    places.filter((evse) => connectorResult(evse, type) === 'Accepted').map(({ id }) => id);
  return canAllPark(types.map(placesOf));
}

/**
 * Whether every car finds a place. `choices` are the places each of them may take. A car is stranded when others can have
 * taken all of its places before it comes: when each of them can be matched with another car.
 */
export function canAllPark(choices: readonly (readonly number[])[]): boolean {
  const kinds = new Map(choices.map((places, car) => [places.join(), car]));
  return [...kinds.values()].every((car) => {
    const others = choices.filter((_, other) => other !== car);
    return !canAllBeTaken(choices[car] ?? [], others);
  });
}

/** Whether cars can be found for all places, one for each (bipartite matching with augmenting paths). */
function canAllBeTaken(places: readonly number[], choices: readonly (readonly number[])[]): boolean {
  if (places.length > choices.length) return false;
  const placeOf = new Map<number, number>();
  const take = (place: number, tried: Set<number>): boolean => {
    for (const [car, options] of choices.entries()) {
      if (tried.has(car) || !options.includes(place)) continue;
      tried.add(car);
      const taken = placeOf.get(car);
      if (taken !== undefined && !take(taken, tried)) continue;
      placeOf.set(car, place);
      return true;
    }
    return false;
  };
  return places.every((place) => take(place, new Set()));
}
