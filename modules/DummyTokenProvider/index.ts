import { defineModule } from 'everest-ts';
import type { DummyTokenProvider } from '#generated/modules/DummyTokenProvider';
import { configuredToken } from './configured-token.js';

/** Presents one configured token each time a session starts at its EVSE. */
export default defineModule<DummyTokenProvider>(({ config, requires, provides, log }) => {
  const token = configuredToken(config.implementations.main);

  requires.evse.on.session_event(({ event }) => {
    if (event !== 'SessionStarted') return;
    log.info('configured token presented');
    provides.main.publish.provided_token(token);
  });
});
