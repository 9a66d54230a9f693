import { performance } from 'node:perf_hooks';
import { defineModule } from 'everest-ts';

/** After how many values the publisher is told that they have arrived. */
const CONFIRM_EVERY = 250;
/** After how many values the time is noted. */
const NOTE_EVERY = 1000;

/** Answers any message at bench/count with what has arrived: the last number, what was out of order, and times in ms. */
export default defineModule(({ provides, requires, mqtt }) => {
  let last = 0;
  let outOfOrder = 0;
  const times = [];
  requires.source.on.sample((number) => {
    if (number !== last + 1) outOfOrder += 1;
    last = number;
    if (number % NOTE_EVERY === 0) times.push(performance.now());
    if (number % CONFIRM_EVERY === 0) provides.main.publish.taken(number);
  });
  mqtt.subscribe('bench/count', () =>
    mqtt.publish('bench/counted', JSON.stringify({ last, outOfOrder, every: NOTE_EVERY, times })),
  );
});
