import type { Clock } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';
import type { BrokerCounts, BrokerHooks, BrokerLimits } from './broker-options.js';
import type { Router } from './router.js';
import type { Sessions } from './sessions.js';
import type { SubscriptionIndex } from './subscription-index.js';

/** What the connections of one broker share. */
export interface BrokerParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly hooks: BrokerHooks;
  readonly limits: BrokerLimits;
  readonly counts: BrokerCounts;
  readonly index: SubscriptionIndex;
  readonly router: Router;
  readonly sessions: Sessions;
}
