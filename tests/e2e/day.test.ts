import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { plug, swipe, unplug, type ControlMessage } from '../../cli/live/control-topics.js';
import { temporaryFolder } from '../support/manager-process.js';
import { RawMqtt } from '../support/raw-mqtt.js';
import { Station } from '../support/station.js';
import { energyOf, knownSessions, Meters, sentAndRepeated, sessionsOf, stopsOf } from './day-record.js';
import { Record, sessionEvents } from './offline-record.js';

/** `npm run soak` sets both; as a part of the tests some minutes of the station have to do. */
const durationS = 3600 * Number(process.env['EVEREST_SOAK_HOURS'] ?? 0.1);
const timeScale = Number(process.env['EVEREST_SOAK_SCALE'] ?? 30);
/** Everything that takes its time is a part of the whole. */
const part = durationS / 100;
const evses = [1, 2] as const;

/** What a car on 16 A and three phases takes between two readings, in Wh: they are a second apart, or as often as the clock moves. */
const READING_WH = 4 * Math.max(1, timeScale / 100);

/** A car or a reader that was not noticed gets another chance, in ms of the wall clock. */
const PATIENCE_MS = 5_000;

const folder = temporaryFolder();
let station: Station;
let record: Record;
let meters: Meters;

// The clock of a station goes more slowly where the machine cannot keep up.
jest.setTimeout((3 * durationS * 1000) / timeScale + 120_000);

beforeAll(async () => {
  station = await Station.start({
    ocpp: {
      Core: {
        // Well apart from the readings of the meter, one a second: no two samples are of the same one.
        MeterValueSampleInterval: Math.max(5, Math.round(part / 3)),
        ClockAlignedDataInterval: 0,
        // as much as Auth takes
        ConnectionTimeOut: 300,
        WebSocketPingInterval: 0,
        // Seconds are short here: a busy machine is not to look like a central system that does not answer.
        TransactionMessageRetryInterval: timeScale * 5,
        TransactionMessageAttempts: 10,
        AllowOfflineTxForUnknownId: true,
        LocalAuthorizeOffline: true,
      },
      Internal: { RetryBackoffWaitMinimum: 3, RetryBackoffRandomRange: 0, RetryBackoffRepeatTimes: 3 },
    },
    args: ['--time-scale', String(timeScale)],
    csms: { stateFile: join(folder.path, 'csms.json') },
  });
  record = new Record(station);
  await station.status(2, 'Available');
  await station.bus?.close();
  station.bus = await RawMqtt.connect(station.mqttPort, 'everest/modules/+/impl/evse/var/session_event');
  meters = await Meters.watch(station.mqttPort);
});

afterAll(async () => {
  await (meters as Meters | undefined)?.close();
  await station.stop();
  folder.remove();
});

test('what the central system knows after a day equals what the meters counted, although it was away at times', async () => {
  const [, , absences] = await Promise.all([chargeUntilTheEnd(1), chargeUntilTheEnd(2), comeAndGo()]);
  await wait(() => station.csms.transactions.all.every(({ stoppedAt }) => stoppedAt !== undefined));

  for (const evse of evses) {
    const sessions = sessionsOf(station, meters, evse);
    expect(sessions.length).toBeGreaterThanOrEqual(3);
    expect(knownSessions(station, evse)).toEqual(sessions);
    expect(energyOf(sessions)).toBeGreaterThan(0);
    // Nothing flowed outside of them: an end is rounded to whole Wh, and a reading may come after it.
    expect(Math.abs(meters.countedWh(evse) - energyOf(sessions))).toBeLessThanOrEqual(sessions.length * READING_WH);
  }
  const stops = stopsOf(record);
  expect(stops).toHaveLength(station.csms.transactions.all.length);
  for (const stop of stops) {
    const { sent, repeated } = sentAndRepeated(record, stop);
    expect(repeated).toEqual(sent);
  }
  expect(absences).toBeGreaterThanOrEqual(2);
  if (process.env['EVEREST_SOAK_HOURS'] !== undefined) report(absences);
});

/** Session after session, some longer and some shorter, until the day is over. */
async function chargeUntilTheEnd(evse: (typeof evses)[number]): Promise<void> {
  for (let session = 0; passedS() < durationS; session += 1) {
    const card = swipe(evse === 1 ? 'DEADBEEF' : 'CARD2', evse);
    await until(evse, 'SessionStarted', plug(evse, '16,3'));
    await until(evse, 'TransactionStarted', card);
    await sleep(part * (4 + ((session * 3 + evse) % 5)));
    await until(evse, 'TransactionFinished', card);
    await until(evse, 'SessionFinished', unplug(evse));
    await sleep(part);
  }
}

/** The central system is away for a while, again and again; resolves with how often it was. */
async function comeAndGo(): Promise<number> {
  let absences = 0;
  for (; passedS() < durationS - 8 * part; absences += 1) {
    await sleep(part * (7 + (absences % 4)));
    await record.closeCsms();
    await sleep(part * (2 + (absences % 6)));
    await record.reopenCsms();
  }
  return absences;
}

/** Does it, again where nobody noticed, until the EVSE has told the event. */
async function until(evse: number, event: string, message: ControlMessage): Promise<void> {
  const before = sessionEvents(station, evse, event).length;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await station.drive(message);
    if (await happens(() => sessionEvents(station, evse, event).length > before, PATIENCE_MS)) return;
  }
  const last = sessionEvents(station, evse).slice(-8);
  const told = last.map(({ event: name, timestamp }) => `${timestamp} ${name}`).join('\n');
  throw new Error(`EVSE ${evse} tells no ${event} after ${(passedS() / 3600).toFixed(2)} h; last it told\n${told}`);
}

async function wait(hasHappened: () => boolean): Promise<void> {
  expect(await happens(hasHappened, 60_000)).toBe(true);
}

async function happens(hasHappened: () => boolean, patienceMs: number): Promise<boolean> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs;) {
    if (hasHappened()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return hasHappened();
}

/** By the clock of the station. */
function passedS(): number {
  return meters.watchedMs / 1000;
}

async function sleep(seconds: number): Promise<void> {
  const endS = passedS() + seconds;
  while (passedS() < endS) await new Promise((resolve) => setTimeout(resolve, 5));
}

function report(absences: number): void {
  const lines = evses.map((evse) => {
    const sessions = sessionsOf(station, meters, evse);
    return [
      `EVSE ${evse}: ${sessions.length} sessions`,
      `the central system knows ${energyOf(knownSessions(station, evse))} Wh`,
      `the meter had ${energyOf(sessions)} Wh between their beginnings and ends`,
      `and ${meters.countedWh(evse).toFixed(1)} Wh over the whole time`,
    ].join(', ');
  });
  const away = `${(passedS() / 3600).toFixed(1)} h of the station, central system away ${absences} times`;
  process.stderr.write(`${[away, ...lines, `${record.all.length} OCPP messages`].join('\n')}\n`);
}
