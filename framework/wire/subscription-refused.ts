import { EverestError } from '../../lib/errors/everest-error.js';

export class SubscriptionRefused extends EverestError {
  constructor(filters: readonly string[]) {
    super('BUS_SUBSCRIPTION_REFUSED', `the broker refused to subscribe ${filters.join(', ')}`);
  }
}
