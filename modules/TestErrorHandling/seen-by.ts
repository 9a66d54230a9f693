import type { ErrorHandlers } from 'everest-ts';
import type { TestErrorHandling } from '#generated/modules/TestErrorHandling';

type Seen = TestErrorHandling['provides']['main']['vars']['error_seen'];

/** Publishes what one kind of observer sees. */
export function seenBy(observer: Seen['observer'], publish: (seen: Seen) => void): ErrorHandlers {
  return {
    raised: (error) => publish({ observer, state: 'raised', error: { ...error } }),
    cleared: (error) => publish({ observer, state: 'cleared', error: { ...error } }),
  };
}
