import { defineModule } from 'everest-ts';
import type { TestErrorHandling } from '#generated/modules/TestErrorHandling';
import { errorTypeOf } from './error-type.js';
import { seenBy } from './seen-by.js';

/** Raises errors for whoever asks, and tells what it sees of the connected implementation and of all others. */
export default defineModule<TestErrorHandling>(({ globalErrors, provides, requires }) => {
  const { errors, publish } = provides.main;
  const { observed } = requires;

  provides.main.implement({
    raise_error: ({ type, sub_type: subType, message, severity }) => {
      errors.raise(errorTypeOf(type), { subType, message, severity });
    },
    clear_error: ({ type, sub_type: subType }) => errors.clear(errorTypeOf(type), subType),
    clear_errors_of_type: ({ type }) => errors.clearAll(errorTypeOf(type)),
    clear_all_errors: () => errors.clearAll(),
    is_error_active: ({ type, sub_type: subType }) => errors.isActive(errorTypeOf(type), subType),
  });
  observed?.errors.on('example/ExampleErrorA', seenBy('type', publish.error_seen));
  observed?.errors.onAny(seenBy('any', publish.error_seen));
  globalErrors.onAny(seenBy('global', publish.error_seen));
});
