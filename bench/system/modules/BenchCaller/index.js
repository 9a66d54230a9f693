import { performance } from 'node:perf_hooks';
import { defineModule } from 'everest-ts';

/** A number of calls at bench/call is made one after the other; their times in ms go to bench/called. */
export default defineModule(({ requires, mqtt }) => {
  mqtt.subscribe('bench/call', async (count) => {
    const times = new Float64Array(Number(count));
    for (let call = 0; call < times.length; call += 1) {
      const begin = performance.now();
      await requires.echo.call.echo({ text: 'how long does it take?' });
      times[call] = performance.now() - begin;
    }
    mqtt.publish('bench/called', JSON.stringify([...times]));
  });
});
