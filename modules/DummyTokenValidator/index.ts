import { defineModule } from 'everest-ts';
import type { DummyTokenValidator } from '#generated/modules/DummyTokenValidator';

/** Gives every token the configured verdict after the configured time. */
export default defineModule<DummyTokenValidator>(({ config, provides, clock, signal }) => {
  const { validation_result: verdict, sleep: sleepS } = config.implementations.main;

  provides.main.implement({
    async validate_token() {
      await clock.sleep(sleepS * 1000, signal);
      return { authorization_status: verdict, tariff_messages: [] };
    },
  });
});
