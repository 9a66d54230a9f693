import { measurand } from '../messages/index.js';
import type { Measurand } from '../messages/index.js';
import { profileOrder } from './sections.js';
import type { ProfileName } from './sections.js';

/** The elements of a comma separated list: empty ones are dropped, blanks belong to the element. */
export function splitList(text: string): readonly string[] {
  return text.split(',').filter((element) => element !== '');
}

const measurands: ReadonlySet<string> = new Set(measurand.values);
const profiles: ReadonlySet<string> = new Set(profileOrder);

export function isMeasurand(text: string): text is Measurand {
  return measurands.has(text);
}

export function isProfileName(text: string): text is ProfileName {
  return profiles.has(text);
}

/** What is wrong with a list of measurands, or `undefined`. An empty list is fine and means "none". */
export function faultOfMeasurands(list: string, supported: ReadonlySet<string>): string | undefined {
  for (const element of splitList(list)) {
    if (!isMeasurand(element)) return `unknown measurand "${element}"`;
    if (!supported.has(element)) return `measurand "${element}" is not in SupportedMeasurands`;
  }
  return undefined;
}
