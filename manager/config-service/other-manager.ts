import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Bus } from '../../framework/wire/bus.js';

/** A running manager answers within a few milliseconds. */
const ANSWER_MS = 250;

export class PrefixInUse extends EverestError {
  constructor(prefix: string) {
    super(
      'BUS_PREFIX_IN_USE',
      `another manager already serves the prefix "${prefix}" on this broker; stop it, or give this one another mqtt_everest_prefix`,
    );
  }
}

/** Throws `PrefixInUse` when another manager is there. */
export async function refuseOtherManager(bus: Bus, clock: Clock, origin: string): Promise<void> {
  if (await isServed(bus, clock, origin)) throw new PrefixInUse(bus.topics.prefix);
}

/** Every manager answers a request of an unknown module, `origin`. */
export async function isServed(bus: Bus, clock: Clock, origin: string): Promise<boolean> {
  let answered: (answer: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((resolve) => (answered = resolve));
  const unsubscribe = await bus.subscribe(bus.topics.moduleResponse(origin), () => answered(true));
  const timer = clock.setTimeout(() => answered(false), ANSWER_MS);
  try {
    await bus.publish(bus.topics.configRequest(), 'ConfigurationRequest', {
      type: 'Get',
      origin,
      request: { type: 'Module' },
    });
    return await answer;
  } finally {
    timer.cancel();
    unsubscribe();
  }
}
