import type { TokenValidationStatus } from '#generated/types/authorization';

/** What became of a token. */
export type Outcome =
  | 'AlreadyInProcess'
  | 'Rejected'
  | 'NoConnectorAvailable'
  | 'Timeout'
  | 'Withdrawn'
  | 'UsedToStart'
  | 'UsedToStop'
  | 'UsedToReauthorize';

const finalStatus: Record<Outcome, Exclude<TokenValidationStatus, 'Accepted'> | undefined> = {
  AlreadyInProcess: undefined,
  Rejected: 'Rejected',
  NoConnectorAvailable: 'Rejected',
  Timeout: 'TimedOut',
  Withdrawn: 'Withdrawn',
  UsedToStart: 'UsedToStart',
  UsedToStop: 'UsedToStop',
  UsedToReauthorize: 'UsedToReauthorize',
};

/** The last status that is published of a token; none while an earlier presentation of it is still at work. */
export function finalStatusOf(outcome: Outcome): Exclude<TokenValidationStatus, 'Accepted'> | undefined {
  return finalStatus[outcome];
}
