import { EverestError } from 'everest-ts';

/** The station was asked to reset: the whole system ends, and its supervisor starts it again. */
export class StationReset extends EverestError {
  constructor(type: string) {
    super('MODULE_STATION_RESET', `the station was reset (${type})`, { details: { type } });
  }
}
