import { defineModule } from 'everest-ts';

/** How far the publisher may be ahead of what the subscriber has confirmed; Mosquitto keeps 1,000 messages and drops more. */
const AHEAD = 900;

/** bench/publish starts it, for as many ms as the message says; bench/published tells how many went out. */
export default defineModule(({ provides, requires, mqtt, clock }) => {
  let sent = 0;
  let taken = 0;
  let until = 0;
  const fill = () => {
    if (until === 0) return;
    if (clock.now() >= until) {
      until = 0;
      mqtt.publish('bench/published', sent);
      return;
    }
    while (sent - taken < AHEAD) provides.main.publish.sample((sent += 1));
  };
  requires.sink.on.taken((number) => {
    taken = number;
    fill();
  });
  mqtt.subscribe('bench/publish', (durationMs) => {
    until = clock.now() + Number(durationMs);
    fill();
  });
});
