import { defineModule, errorText } from 'everest-ts';
import type { DummyTokenProviderManual } from '#generated/modules/DummyTokenProviderManual';
import { readToken } from './read-token.js';

/** Tokens kept until the module is ready; further ones are dropped. */
const MAX_EARLY_TOKENS = 16;

/** Presents the tokens that somebody publishes on an external topic. */
export default defineModule<DummyTokenProviderManual>(({ config, provides, info, mqtt, log }) => {
  const { mqtt_topic: configuredTopic } = config.implementations.main;
  const topic = configuredTopic === '' ? `everest_api/${info.id}/cmd/provide` : configuredTopic;
  let early: string[] | undefined = [];

  const present = (payload: string): void => {
    try {
      provides.main.publish.provided_token(readToken(payload));
      log.info('token presented');
    } catch (error) {
      // Whoever publishes there is outside of the station: an unusable text must not end it.
      log.error({ topic, reason: errorText(error) }, 'unusable token dropped');
    }
  };

  mqtt.subscribe(topic, (payload) => {
    if (early === undefined) present(payload);
    else if (early.length < MAX_EARLY_TOKENS) early.push(payload);
    else log.warn({ topic }, 'too many tokens before the start, token dropped');
  });

  return {
    ready() {
      const waiting = early ?? [];
      early = undefined;
      for (const payload of waiting) present(payload);
    },
  };
});
