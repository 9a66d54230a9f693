import { EverestError } from 'everest-ts';
import type { SelectionAlgorithm } from '#generated/types/authorization';
import type { Evse } from './evse.js';
import type { PlugInQueue } from './plug-in-queue.js';

export type Choice =
  | { readonly kind: 'evse'; readonly evse: Evse }
  /** An EV has to be plugged in first. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'none' };

class UserInputNotSupported extends EverestError {
  constructor(evseIds: readonly number[]) {
    super('MODULE_SELECTION', 'selection_algorithm UserInput cannot pick one of several EVSEs', {
      details: { evseIds },
    });
  }
}

/**
 * Picks one of the EVSEs that a token may be used at. A single one is picked whatever the algorithm. An EVSE that another
 * token was granted while this one waited does not count any more.
 */
export function chooseEvse(algorithm: SelectionAlgorithm, evses: readonly Evse[], plugIns: PlugInQueue): Choice {
  const ids = evses.filter(({ identifier }) => identifier === undefined).map(({ id }) => id);
  const byId = (id: number | undefined): Evse | undefined => evses.find((evse) => evse.id === id);
  if (evses.length === 1) return chosen(evses[0], 'none');

  switch (algorithm) {
    case 'PlugEvents':
      return chosen(byId(plugIns.earliest(ids)), 'wait');
    case 'PlugEventsLIFO':
      return chosen(byId(plugIns.latest(ids)), 'wait');
    case 'FindFirst': {
      const plugged = byId(plugIns.earliest(ids));
      if (plugged?.transactionActive === false) return chosen(plugged, 'none');
      return chosen(
        evses.find((evse) => evse.isAvailable),
        'none',
      );
    }
    case 'UserInput':
      throw new UserInputNotSupported(ids);
  }
}

function chosen(evse: Evse | undefined, otherwise: 'wait' | 'none'): Choice {
  return evse === undefined ? { kind: otherwise } : { kind: 'evse', evse };
}
