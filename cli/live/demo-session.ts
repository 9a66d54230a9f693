import type { Clock } from '../../lib/clock/clock.js';
import type { ControlMessage } from './control-topics.js';
import { plug, swipe, unplug } from './control-topics.js';
import type { EvseView } from './evse-view.js';
import type { Screen } from './screen.js';

export interface DemoOptions {
  readonly view: EvseView;
  readonly screen: Screen;
  readonly clock: Clock;
  /** Somebody waits here, however fast the clock of the station goes. */
  readonly wallClock: Clock;
  readonly signal: AbortSignal;
  readonly send: (message: ControlMessage) => Promise<void>;
  /** Where the station listens for cards. */
  readonly cardTopic: string | undefined;
}

/** Long enough for some meter values at the sample interval of the delivered configuration. */
const CHARGE_MS = 25_000;
const PATIENCE_MS = 20_000;
const PAUSE_MS = 2000;
const CARD = 'DEADBEEF';
const POWER = '16,3';

/** One charging session from plug to unplug; true when each step was seen. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const { view, screen, clock, signal } = options;
  await clock.sleep(PAUSE_MS, signal);
  const begin = options.cardTopic === undefined ? beginWithoutCard : beginWithCard;
  if (!(await begin(options))) return false;
  const before = view.reading?.energyWh ?? 0;
  await clock.sleep(CHARGE_MS, signal);
  if (options.cardTopic !== undefined && !(await endWithCard(options))) return false;
  screen.remark('The car leaves.');
  if (!(await after(options, 'SessionFinished', () => options.send(unplug(view.evse.number))))) return false;
  await clock.sleep(PAUSE_MS, signal);
  screen.remark(
    `That was a whole session: ${((view.reading?.energyWh ?? before) - before).toFixed(0)} Wh went into the car.`,
  );
  return true;
}

async function beginWithCard(options: DemoOptions): Promise<boolean> {
  const { view, screen, clock, signal, send, cardTopic } = options;
  const { number } = view.evse;
  screen.remark(`A car plugs in at EVSE ${number}.`);
  if (!(await after(options, 'AuthRequired', () => send(plug(number, POWER))))) return false;
  await clock.sleep(PAUSE_MS, signal);
  screen.remark(`The driver presents card ${CARD}.`);
  return after(options, 'ChargingStarted', () => send(swipe(CARD, number, cardTopic)));
}

async function endWithCard(options: DemoOptions): Promise<boolean> {
  const { view, screen, clock, signal, send, cardTopic } = options;
  screen.remark('The driver presents the card again.');
  const act = (): Promise<void> => send(swipe(CARD, view.evse.number, cardTopic));
  if (!(await after(options, 'TransactionFinished', act))) return false;
  await clock.sleep(PAUSE_MS, signal);
  return true;
}

/** A station without a reader for simulated cards authorizes by itself. */
function beginWithoutCard(options: DemoOptions): Promise<boolean> {
  const { number } = options.view.evse;
  options.screen.remark(`A car plugs in at EVSE ${number}.`);
  return after(options, 'ChargingStarted', () => options.send(plug(number, POWER)));
}

/** Does something and waits for the event that it leads to. */
async function after(
  { view, screen, clock, wallClock, signal }: DemoOptions,
  event: string,
  act: () => Promise<void>,
): Promise<boolean> {
  const patience = new AbortController();
  const given = AbortSignal.any([patience.signal, signal]);
  const limit = Promise.all([clock.sleep(PATIENCE_MS, given), wallClock.sleep(PATIENCE_MS, given)]).then(
    () => false,
    () => false,
  );
  let stop: () => void = () => undefined;
  const seen = new Promise<boolean>((resolve) => {
    stop = view.onEvent((name) => {
      if (name === event) resolve(true);
    });
  });
  await act();
  const happened = await Promise.race([seen, limit]);
  stop();
  patience.abort();
  if (!happened && !signal.aborted)
    screen.remark(`No ${event} within ${PATIENCE_MS / 1000} s; the log above may say why.`);
  return happened;
}
